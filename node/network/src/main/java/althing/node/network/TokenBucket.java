package althing.node.network;

/**
 * An allowance that refills with time. It may be overdrawn by one taking; the next has to wait
 * until the debt is paid (rule N9).
 */
public final class TokenBucket {

  static final long MAX_PER_SECOND = 1_000_000_000;

  private static final long SECOND = 1_000_000_000;

  private final long perSecond;
  private final long capacity;
  private long level;
  private long filledAt;

  /** Levels are in billionths, so that a nanosecond adds {@code perSecond}. */
  public TokenBucket(long perSecond, long burst, long now) {
    this.perSecond = perSecond;
    capacity = Math.multiplyExact(burst, SECOND);
    level = capacity;
    filledAt = now;
  }

  /** Takes, if need be into debt. */
  public void take(long amount, long now) {
    refill(now);
    level -= amount * SECOND;
  }

  /** Takes one if there is one. */
  boolean tryTake(long now) {
    if (waitNanos(now) > 0) {
      return false;
    }
    level -= SECOND;
    return true;
  }

  /** How long until something can be taken; 0 at once. */
  public long waitNanos(long now) {
    refill(now);
    return level > 0 ? 0 : -level / perSecond + 1;
  }

  boolean isFull(long now) {
    refill(now);
    return level == capacity;
  }

  private void refill(long now) {
    long elapsed = Math.max(0, now - filledAt);
    filledAt = now;
    if (elapsed > (capacity - level) / perSecond) {
      level = capacity;
    } else {
      level += elapsed * perSecond;
    }
  }
}
