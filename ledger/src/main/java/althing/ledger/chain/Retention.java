package althing.ledger.chain;

import althing.ledger.state.StateRetention;

/**
 * How much of the past stays readable. Blocks, receipts and events are always kept.
 *
 * @param stateWindow how many heights below the head keep their state; {@link Long#MAX_VALUE} for
 *     all of them
 * @param treeWindow how many heights below the head keep their state tree, for proofs; ends of
 *     epochs always do
 */
public record Retention(long stateWindow, long treeWindow) {

  /** Keeps the state of every height. */
  public static final Retention ARCHIVE =
      new Retention(Long.MAX_VALUE, StateRetention.DEFAULT_WINDOW);

  /** The default: keeps the state of the newest 100 000 heights. */
  public static final Retention PRUNED = new Retention(100_000, StateRetention.DEFAULT_WINDOW);

  public Retention {
    if (stateWindow <= 0) {
      throw new IllegalArgumentException("state window " + stateWindow + " is not above 0");
    }
    if (treeWindow <= 0) {
      throw new IllegalArgumentException("tree window " + treeWindow + " is not above 0");
    }
  }
}
