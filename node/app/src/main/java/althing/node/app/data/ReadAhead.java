package althing.node.app.data;

import althing.ledger.replay.Replay;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Makes the steps of a replay on a thread of its own, at most {@value #STEPS} before they are
 * wanted. Closing waits for the step under way and leaves the others out.
 */
final class ReadAhead implements Replay.Ahead, AutoCloseable {

  static final int STEPS = 8;

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("althing-ahead").factory());

  @Override
  public <T> Iterator<T> of(Iterator<T> steps) {
    var made = new MadeAhead<>(steps);
    for (int i = 0; i < STEPS; i++) {
      made.order();
    }
    return made;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }

  private final class MadeAhead<T> implements Iterator<T> {
    private final Iterator<T> steps;

    /** In order; empty from the end on. */
    private final Queue<CompletableFuture<Optional<T>>> ordered = new ArrayDeque<>();

    MadeAhead(Iterator<T> steps) {
      this.steps = steps;
    }

    void order() {
      ordered.add(CompletableFuture.supplyAsync(this::make, executor));
    }

    private Optional<T> make() {
      return steps.hasNext() ? Optional.of(steps.next()) : Optional.empty();
    }

    @Override
    public boolean hasNext() {
      return first().isPresent();
    }

    @Override
    public T next() {
      T step = first().orElseThrow(() -> new NoSuchElementException("there are no more steps"));
      ordered.remove();
      order();
      return step;
    }

    private Optional<T> first() {
      try {
        return ordered.element().join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException problem) {
          throw problem;
        }
        throw e;
      }
    }
  }
}
