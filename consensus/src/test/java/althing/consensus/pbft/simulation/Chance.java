package althing.consensus.pbft.simulation;

/** Numbers from a seed (SplitMix64): the same on every machine and every Java. */
final class Chance {

  private long state;

  Chance(long seed) {
    state = seed;
  }

  long nextLong() {
    state += 0x9E3779B97F4A7C15L;
    return mix(state);
  }

  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** From 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(nextLong(), bound);
  }

  /** From {@code least} to {@code most}. */
  long between(long least, long most) {
    return least + Long.remainderUnsigned(nextLong(), most - least + 1);
  }

  boolean percent(int percent) {
    return below(100) < percent;
  }

  /** Another source of numbers that does not disturb this one. */
  Chance fork() {
    return new Chance(nextLong());
  }
}
