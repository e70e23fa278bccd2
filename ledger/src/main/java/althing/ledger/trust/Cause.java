package althing.ledger.trust;

import althing.ledger.types.MalformedException;

/**
 * Why trust changes, and by how much: the table of RULES 4. Messages and pings are not seen by the
 * chain; their deltas serve the choice of peers, which uses the same arithmetic.
 */
public enum Cause {
  SUCCESSFUL_TRANSFER(1, 10_000),
  FAILED_TRANSFER(2, -50_000),
  VALID_MESSAGE(3, 1_000),
  INVALID_MESSAGE(4, -20_000),
  IOU_CREATED(5, 5_000),
  IOU_REDEEMED(6, 20_000),
  IOU_DEFAULTED(7, -100_000),
  PING_RESPONDED(8, 1_000),
  PING_TIMEOUT(9, -10_000);

  private static final Cause[] BY_CODE = values();

  private final int code;
  private final long delta;

  Cause(int code, long delta) {
    this.code = code;
    this.delta = delta;
  }

  /** Change in millionths before any limit. */
  public long delta() {
    return delta;
  }

  /** Number in event bytes. */
  int code() {
    return code;
  }

  static Cause ofCode(long code) {
    if (code < 1 || code > BY_CODE.length) {
      throw new MalformedException("unknown cause of a change of trust: " + code);
    }
    return BY_CODE[(int) code - 1];
  }
}
