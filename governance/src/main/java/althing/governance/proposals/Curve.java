package althing.governance.proposals;

import java.math.BigInteger;

/**
 * What share is needed at a time: it falls in a straight line and then stays (RULES 8).
 *
 * @param ceiling at the beginning, in 10^-9, at most {@link #WHOLE}
 * @param floor from {@code length} on, at most {@code ceiling}
 * @param length in epochs, at least 1
 */
public record Curve(long ceiling, long floor, long length) {

  /** The whole. */
  public static final long WHOLE = 1_000_000_000;

  public Curve {
    if (floor < 0 || floor > ceiling || ceiling > WHOLE || length < 1) {
      throw new IllegalArgumentException(
          "no curve: %d to %d over %d".formatted(ceiling, floor, length));
    }
  }

  /** {@code ceiling − ⌊(ceiling − floor)·min(t, length)/length⌋}. */
  public long at(long epochs) {
    return ceiling - (ceiling - floor) * Math.min(epochs, length) / length;
  }

  /** Whether {@code part} is at least the share of {@code whole} that is needed at a time. */
  public boolean isMet(BigInteger part, BigInteger whole, long epochs) {
    return part.multiply(BigInteger.valueOf(WHOLE))
            .compareTo(BigInteger.valueOf(at(epochs)).multiply(whole))
        >= 0;
  }
}
