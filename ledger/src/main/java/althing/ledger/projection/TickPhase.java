package althing.ledger.projection;

import althing.ledger.types.Bytes;

/** One projection's part of the epoch tick: a resumable cursor (RULES 0). */
public interface TickPhase {

  /** The order inside a tick (RULES 0). */
  enum Order {
    EXPIRE,
    CLOSE_PROPOSALS,
    ENACT,
    SETTLE_AUCTIONS,
    BILL_TOOLS,
    PAY_STORAGE,
    DECAY_REPUTATION,
    DECAY_TRUST,
    NET_IOUS,
    ELECT,
    SNAPSHOT
  }

  Order order();

  /**
   * Does at most {@code budget} items of the tick of {@code epoch} and emits their events.
   *
   * @param cursor where the previous part stopped; empty at the start
   */
  Progress advance(Scope scope, long epoch, Bytes cursor, int budget);

  /**
   * @param items how many items were done, at most the budget
   * @param done whether the phase has ended for this epoch
   * @param cursor where to go on, if not done
   */
  record Progress(int items, boolean done, Bytes cursor) {
    public static Progress ended(int items) {
      return new Progress(items, true, Bytes.EMPTY);
    }

    public static Progress paused(int items, Bytes cursor) {
      return new Progress(items, false, cursor);
    }
  }
}
