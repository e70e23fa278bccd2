package althing.genesis.key;

/**
 * What it costs to try one password: scrypt (RFC 7914) takes 128·n·r bytes, and time in proportion
 * to n·r·p.
 *
 * @param n a power of 2
 */
public record ScryptCost(int n, int r, int p) {

  /** What other wallets write: 256 MiB, about a second. */
  public static final ScryptCost STANDARD = new ScryptCost(262_144, 8, 1);

  /** The least that is written: 128 MiB. */
  public static final ScryptCost LEAST = new ScryptCost(131_072, 8, 1);

  /** Refuses to protect a new secret with less than {@link #LEAST}. */
  void requireStrong() {
    if (work() < LEAST.work() || memory() < LEAST.memory()) {
      throw new IllegalArgumentException(
          "scrypt with n=%d, r=%d, p=%d is too weak: the least is n=%d, r=%d, p=%d"
              .formatted(n, r, p, LEAST.n, LEAST.r, LEAST.p));
    }
  }

  long work() {
    return (long) n * r * p;
  }

  /** Bytes. */
  long memory() {
    return 128L * n * r;
  }
}
