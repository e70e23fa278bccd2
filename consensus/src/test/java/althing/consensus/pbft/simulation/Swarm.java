package althing.consensus.pbft.simulation;

import java.util.List;
import java.util.Optional;

/** Many runs, one after the other. */
public final class Swarm {

  private Swarm() {}

  /** A run in which something did not hold. */
  record Failure(Scenario scenario, String what, List<String> trace) {

    @Override
    public String toString() {
      return "seed %d: %s%n  %s".formatted(scenario.seed(), what, scenario);
    }
  }

  /** What goes wrong in the run of {@code scenario}, if anything. */
  static Optional<Failure> failure(Scenario scenario, boolean tracing) {
    var world = new World(scenario, tracing);
    try {
      world.run();
      return Optional.empty();
    } catch (AssertionError | IllegalStateException | IllegalArgumentException e) {
      return Optional.of(new Failure(scenario, e.toString(), world.trace()));
    }
  }

  /** The first of {@code count} seeds that fails; -1 if none does. */
  public static long firstFailure(long seed, long count) {
    for (long next = seed; next < seed + count; next++) {
      if (failure(Scenario.drawn(next), false).isPresent()) {
        return next;
      }
    }
    return -1;
  }

  /**
   * Runs seeds and prints those that fail, with what happened if there is only one.
   *
   * @param arguments the first seed, and how many
   */
  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    long count = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    long failed = 0;
    long startedNanos = System.nanoTime();
    for (long seed = first; seed < first + count; seed++) {
      var failure = failure(Scenario.drawn(seed), count == 1);
      if (failure.isPresent()) {
        failed++;
        failure.get().trace().forEach(System.out::println);
        System.out.println(failure.get());
      }
      if ((seed - first + 1) % 10_000 == 0) {
        System.out.printf("%d seeds up to %d, %d failed%n", seed - first + 1, seed, failed);
      }
    }
    System.out.printf(
        "%d seeds from %d, %d failed, %.1f s%n",
        count, first, failed, (System.nanoTime() - startedNanos) / 1e9);
    System.exit(failed == 0 ? 0 : 1);
  }
}
