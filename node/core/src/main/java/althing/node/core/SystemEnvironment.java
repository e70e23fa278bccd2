package althing.node.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The computer's clock and threads of its own, one a lane. What a task throws goes to the default
 * uncaught exception handler, which is there to stop the process.
 */
public final class SystemEnvironment implements Environment {

  private static final long PATIENCE_SECONDS = 30;

  private final List<ExecutorService> lanes = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor timer;

  public SystemEnvironment() {
    timer = new ScheduledThreadPoolExecutor(1, task -> thread("timer", task));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nowMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Executor lane(String name) {
    var lane =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task -> thread(name, task));
    lanes.add(lane);
    return lane;
  }

  @Override
  public Alarm schedule(long delayMillis, Runnable task) {
    var scheduled =
        timer.schedule(() -> runOrReport(task), Math.max(0, delayMillis), TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void close() {
    timer.shutdown();
    lanes.forEach(ExecutorService::shutdown);
    try {
      for (ExecutorService lane : lanes) {
        if (!lane.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              "a thread did not end within " + PATIENCE_SECONDS + " seconds");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread thread(String name, Runnable task) {
    return Thread.ofPlatform().name("althing-" + name).unstarted(task);
  }

  /** A scheduled future would keep what its task throws to itself. */
  private static void runOrReport(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
