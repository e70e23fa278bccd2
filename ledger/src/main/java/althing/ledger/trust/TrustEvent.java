package althing.ledger.trust;

import althing.ledger.event.Event;
import althing.ledger.types.Address;

/** What can happen to trust. */
public sealed interface TrustEvent extends Event {

  /**
   * An account did something that counts.
   *
   * @param before its value when this happened, idle epochs taken off, in millionths
   * @param after its value from now on
   * @param epoch the epoch in which this happened
   * @param gained what the epoch has added so far, this change included
   */
  record Changed(Address account, Cause cause, long before, long after, long epoch, long gained)
      implements TrustEvent {

    /** The change as applied. */
    public long delta() {
      return after - before;
    }
  }
}
