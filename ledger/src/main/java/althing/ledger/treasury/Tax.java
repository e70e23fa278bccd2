package althing.ledger.treasury;

/** The tax on rewards (RULES 1). */
public final class Tax {

  private static final long RATE = 200;
  private static final long SCALE = 10_000;

  private Tax() {}

  /**
   * Tax of a reward in whole SP: two per cent rounded half to even, at least 1, never more than the
   * reward; 0 for no reward.
   *
   * @param reward 0..2^44 whole SP
   */
  public static long of(long reward) {
    if (reward == 0) {
      return 0;
    }
    long product = Math.multiplyExact(reward, RATE);
    long tax = product / SCALE;
    long remainder = product % SCALE;
    if (2 * remainder > SCALE || 2 * remainder == SCALE && tax % 2 == 1) {
      tax++;
    }
    return Math.min(reward, Math.max(1, tax));
  }
}
