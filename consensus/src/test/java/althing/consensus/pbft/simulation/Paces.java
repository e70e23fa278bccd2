package althing.consensus.pbft.simulation;

/** How fast networks of several sizes are when nothing goes wrong. */
public final class Paces {

  private static final int[] MEMBERS = {4, 7, 13};
  private static final long[] DELAYS = {2, 20, 100, 300};
  private static final long FOR_MILLIS = 120_000;
  private static final long SYNC_MILLIS = 5;

  private Paces() {}

  /** Prints a line for each size and distance; the time is virtual. */
  public static void main(String[] arguments) {
    System.out.println(
        "messages take 0 to DELAY ms, a sync 0 to %d, building and judging 0 to 5"
            .formatted(SYNC_MILLIS));
    System.out.println(
        "members  delay  load  blocks/s  p50 ms  p99 ms  messages/block  bytes/block");
    for (int members : MEMBERS) {
      for (long delay : DELAYS) {
        for (long every : new long[] {1_000, 5}) {
          World.Pace pace =
              World.calm(Scenario.calm(members, delay, FOR_MILLIS)).pace(every, SYNC_MILLIS);
          System.out.printf(
              "%7d  %5d  %4d  %8.1f  %6d  %6d  %14.1f  %11.0f%n",
              members,
              delay,
              1_000 / every,
              pace.blocks() * 1_000.0 / FOR_MILLIS,
              pace.latency(50),
              pace.latency(99),
              (double) pace.messages() / pace.blocks(),
              (double) pace.bytes() / pace.blocks());
        }
      }
    }
  }
}
