package althing.governance.reputation;

import althing.ledger.types.MalformedException;

/** What reputation was given for. */
public enum Source {
  /** It was there when the chain began. */
  GENESIS(0),
  /** A task that was accepted. */
  TASK(1),
  /** The work of others, coordinated. */
  COORDINATION(2),
  /** A vote on a proposal that found support. */
  VOTE(3),
  /** Blocks signed as a validator. */
  VALIDATION(4);

  private static final Source[] BY_CODE = values();

  private final int code;

  Source(int code) {
    this.code = code;
  }

  /** Number in event bytes and in the contract's ABI. */
  public int code() {
    return code;
  }

  static Source ofCode(long code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new MalformedException("unknown source of reputation: " + code);
    }
    return BY_CODE[(int) code];
  }
}
