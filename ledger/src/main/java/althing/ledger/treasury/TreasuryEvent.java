package althing.ledger.treasury;

import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;

/** What can happen to a channel's treasury besides receiving base fees. */
public sealed interface TreasuryEvent extends Event {

  /** An account gave SP to the treasury of a channel, 0 being the root. */
  record Donated(Address from, long channel, Amount amount) implements TreasuryEvent {}
}
