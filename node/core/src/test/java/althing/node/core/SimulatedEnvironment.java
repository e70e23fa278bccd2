package althing.node.core;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Virtual time: everything happens on the calling thread, in an order that the seed decides. A task
 * takes effect when its time is up, and until then its lane does nothing else.
 */
public final class SimulatedEnvironment implements Environment {

  private record Due(long atNanos, long order, Runnable task) {}

  private static final long MILLI = 1_000_000;

  private final Random random;
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
  private final Map<String, Long> slowestMicros = new HashMap<>();
  private final long startMillis;
  private long nanos;
  private long order;

  public SimulatedEnvironment(long seed, long startMillis) {
    random = new Random(seed);
    this.startMillis = startMillis;
  }

  /** Tasks of this lane take up to {@code micros}, instead of 500. */
  public SimulatedEnvironment slow(String lane, long micros) {
    slowestMicros.put(lane, micros);
    return this;
  }

  @Override
  public long nowMillis() {
    return startMillis + nanos / MILLI;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Executor lane(String name) {
    return new Lane(name);
  }

  @Override
  public Alarm schedule(long delayMillis, Runnable task) {
    var due = at(delayMillis * MILLI, task);
    return () -> agenda.remove(due);
  }

  /** Lets time pass. */
  public void run(long millis) {
    long end = nanos + millis * MILLI;
    while (!agenda.isEmpty() && agenda.peek().atNanos() <= end) {
      step();
    }
    nanos = end;
  }

  /** Lets time pass until something holds, which it must within a minute. */
  public void runUntil(BooleanSupplier condition) {
    long limit = nanos + 60_000 * MILLI;
    while (!condition.getAsBoolean()) {
      if (agenda.isEmpty() || agenda.peek().atNanos() > limit) {
        throw new AssertionError("not within a minute of virtual time");
      }
      step();
    }
  }

  /** The process dies: nothing that was to happen will. */
  public void kill() {
    agenda.clear();
  }

  @Override
  public void close() {
    kill();
  }

  private void step() {
    Due due = agenda.remove();
    nanos = Math.max(nanos, due.atNanos());
    due.task().run();
  }

  private Due at(long delayNanos, Runnable task) {
    var due = new Due(nanos + delayNanos, order++, task);
    agenda.add(due);
    return due;
  }

  private final class Lane implements Executor {
    private final String name;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    Lane(String name) {
      this.name = name;
    }

    @Override
    public void execute(Runnable task) {
      waiting.add(task);
      next();
    }

    private void next() {
      if (busy || waiting.isEmpty()) {
        return;
      }
      busy = true;
      Runnable task = waiting.remove();
      long micros = 1 + random.nextLong(slowestMicros.getOrDefault(name, 500L));
      at(
          micros * 1_000,
          () -> {
            busy = false;
            try {
              task.run();
            } finally {
              next();
            }
          });
    }
  }
}
