package althing.governance.policy;

import java.math.BigInteger;

/**
 * The weight of a vote, 1 + log2(T + 1) + log2(S + 1) in hundredths, rounded half up (RULES 3). It
 * is computed exactly: k = ⌊200·log2(x)⌋ is the length of x^200 in bits, less one.
 */
final class VoteWeight {

  /** One reputation. */
  private static final BigInteger UNIT = BigInteger.valueOf(1_000_000);

  private static final int STEPS = 200;
  private static final BigInteger DENOMINATOR = UNIT.multiply(UNIT).pow(STEPS);

  private VoteWeight() {}

  /**
   * @param total all reputation of the voter, in millionths, at least 0
   * @param special its reputation in the tags of the proposal
   */
  static long of(long total, long special) {
    BigInteger numerator =
        BigInteger.valueOf(total)
            .add(UNIT)
            .multiply(BigInteger.valueOf(special).add(UNIT))
            .pow(STEPS);
    int k = numerator.bitLength() - DENOMINATOR.bitLength();
    if (DENOMINATOR.shiftLeft(k).compareTo(numerator) > 0) {
      k--;
    }
    return 100L + (k + 1) / 2;
  }
}
