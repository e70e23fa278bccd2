package althing.node.network;

import java.util.random.RandomGenerator;

/** Delays between attempts: each twice the one before, up to a cap, a quarter more or less. */
final class Backoff {

  private final long firstMillis;
  private final long capMillis;
  private final RandomGenerator random;
  private int failures;

  Backoff(long firstMillis, long capMillis, RandomGenerator random) {
    this.firstMillis = firstMillis;
    this.capMillis = capMillis;
    this.random = random;
  }

  long nextMillis() {
    long delay = Math.min(capMillis, firstMillis << Math.min(failures, 20));
    failures++;
    long quarter = Math.max(1, delay / 4);
    return delay - quarter + random.nextLong(2 * quarter + 1);
  }

  void reset() {
    failures = 0;
  }
}
