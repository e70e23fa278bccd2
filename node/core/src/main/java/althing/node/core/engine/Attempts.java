package althing.node.core.engine;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs what an engine asks of its application. Whatever goes wrong there, thrown at once or
 * reported later, is told to one place: an engine cannot go on beside an application that failed.
 *
 * @param onFailure told what went wrong, on the thread that found it
 */
record Attempts(Consumer<Throwable> onFailure) {

  /** Begins {@code work} and hands its result, once there is one, to {@code then}. */
  <T> void run(Supplier<CompletionStage<T>> work, Consumer<T> then) {
    CompletionStage<T> begun;
    try {
      begun = work.get();
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
      return;
    }
    begun.whenComplete((result, problem) -> {
      if (problem == null) {
        then.accept(result);
      } else {
        onFailure.accept(causeOf(problem));
      }
    });
  }

  /** Without what carried it from one stage to the next. */
  private static Throwable causeOf(Throwable problem) {
    return problem instanceof CompletionException && problem.getCause() != null
        ? problem.getCause()
        : problem;
  }
}
