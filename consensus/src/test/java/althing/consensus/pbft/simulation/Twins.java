package althing.consensus.pbft.simulation;

import java.util.Optional;

/** Schedules of the Twins generator, one after the other. */
public final class Twins {

  private Twins() {}

  /** What goes wrong under {@code schedule}, if anything. */
  static Optional<String> failure(Schedule schedule) {
    try {
      new World(schedule, false).runSchedule();
      return Optional.empty();
    } catch (AssertionError | IllegalStateException | IllegalArgumentException e) {
      return Optional.of(
          "schedule %d of %d views: %s%n  %s"
              .formatted(schedule.number(), schedule.turns().size(), e, schedule));
    }
  }

  /** Schedule {@code index} of those that a seed draws. */
  static Schedule sampled(int views, long index) {
    long number = Chance.mix(index * 0x9E3779B97F4A7C15L);
    return Schedule.of(views, Long.remainderUnsigned(number, Schedule.count(views)));
  }

  /** The first of {@code count} sampled schedules that fails; -1 if none does. */
  public static long firstFailure(long views, long count) {
    for (long index = 0; index < count; index++) {
      if (failure(sampled((int) views, index)).isPresent()) {
        return index;
      }
    }
    return -1;
  }

  /**
   * Runs schedules and prints those that fail. What was printed last tells where to go on.
   *
   * @param arguments the number of views; {@code all}, or {@code sampled} and how many; the first
   *     index, if not 0
   */
  public static void main(String[] arguments) {
    int views = Integer.parseInt(arguments[0]);
    boolean all = arguments[1].equals("all");
    long end = all ? Schedule.count(views) : Long.parseLong(arguments[2]);
    int rest = all ? 2 : 3;
    long first = arguments.length > rest ? Long.parseLong(arguments[rest]) : 0;
    long ran = 0;
    long failed = 0;
    long startedNanos = System.nanoTime();
    for (long index = first; index < end; index++) {
      Schedule schedule = all ? Schedule.of(views, index) : sampled(views, index);
      if (!all || schedule.isFirstOfItsKind()) {
        ran++;
        var failure = failure(schedule);
        if (failure.isPresent()) {
          failed++;
          System.out.println(failure.get());
        }
        if (ran % 1_000 == 0) {
          System.out.printf("%d schedules up to index %d, %d failed%n", ran, index, failed);
        }
      }
    }
    System.out.printf(
        "%d schedules of %d views, indices %d to %d, %d failed, %.1f s%n",
        ran, views, first, end - 1, failed, (System.nanoTime() - startedNanos) / 1e9);
    System.exit(failed == 0 ? 0 : 1);
  }
}
