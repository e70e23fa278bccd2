package althing.ledger.iou;

import althing.ledger.types.MalformedException;

/** Where an IOU stands (RULES 11). The numbers are those of the contract interface; 0 is "none". */
public enum IouState {
  /** Promised; can be presented, and counts in netting. */
  OPEN(1, true),
  /** Payment was asked for and nothing was paid yet; the rest falls due. */
  PRESENTED(2, true),
  /** Payment was asked for and a part is paid; the rest falls due. */
  PARTLY_REDEEMED(3, true),
  /** All was paid. */
  REDEEMED(4, false),
  /** It fell due unpaid: the collateral is gone, and what is still outstanding stays recorded. */
  DEFAULTED(5, false),
  /** It was never presented, or the holder gave it up: no penalty. */
  LAPSED(6, false),
  /** The debtor disputes it for a while: it neither falls due nor counts in netting. */
  DISPUTED(7, true),
  /** The last of it was set off against other debts. */
  NETTED(8, false);

  private static final IouState[] BY_CODE = values();

  private final int code;
  private final boolean live;

  IouState(int code, boolean live) {
    this.code = code;
    this.live = live;
  }

  /** Number in the contract interface and in state entries. */
  public int code() {
    return code;
  }

  /** Whether something is still to happen to it: it has a deadline and holds collateral. */
  public boolean isLive() {
    return live;
  }

  static IouState ofCode(long code) {
    if (code < 1 || code > BY_CODE.length) {
      throw new MalformedException("unknown state of an IOU: " + code);
    }
    return BY_CODE[(int) code - 1];
  }
}
