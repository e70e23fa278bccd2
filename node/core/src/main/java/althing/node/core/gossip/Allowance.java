package althing.node.core.gossip;

/**
 * So much a second, and a reserve of so much for peaks. What is spent beyond is a debt that time
 * pays. For one thread.
 */
final class Allowance {

  private static final long SECOND = 1_000_000_000;

  private final long perSecond;
  private final long reserve;

  /** In billionths, so that a nanosecond adds {@code perSecond}. */
  private long level;

  private long filledAt;

  /**
   * @param perSecond 1 to 10^9
   * @param reserve 1 to 10^9
   */
  Allowance(long perSecond, long reserve, long nowNanos) {
    if (perSecond < 1 || perSecond > SECOND || reserve < 1 || reserve > SECOND) {
      throw new IllegalArgumentException(
          "%d a second, %d in reserve: 1 to %d".formatted(perSecond, reserve, SECOND));
    }
    this.perSecond = perSecond;
    this.reserve = reserve * SECOND;
    level = this.reserve;
    filledAt = nowNanos;
  }

  /** Whether nothing is left. */
  boolean isSpent(long nowNanos) {
    long elapsed = Math.max(0, nowNanos - filledAt);
    filledAt = nowNanos;
    level = elapsed > (reserve - level) / perSecond ? reserve : level + elapsed * perSecond;
    return level <= 0;
  }

  /** How much is left, 0 if it is spent. */
  long left(long nowNanos) {
    return isSpent(nowNanos) ? 0 : level / SECOND;
  }

  /** Takes, if need be into debt. */
  void spend(int amount) {
    level -= amount * SECOND;
  }

  /** Takes unless nothing is left; whether it did. */
  boolean trySpend(int amount, long nowNanos) {
    if (isSpent(nowNanos)) {
      return false;
    }
    spend(amount);
    return true;
  }
}
