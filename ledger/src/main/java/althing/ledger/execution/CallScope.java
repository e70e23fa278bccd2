package althing.ledger.execution;

import althing.ledger.event.Event;
import althing.ledger.projection.BlockContext;
import althing.ledger.projection.Fork;
import althing.ledger.projection.Scope;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;

/** What one decision sees and where its events go. */
record CallScope(
    StateReader state,
    Address caller,
    Amount value,
    BlockContext block,
    Amount reservedFee,
    EventBuffer events)
    implements Scope {

  @Override
  public void emit(Event event) {
    events.emit(event);
  }

  @Override
  public Fork fork() {
    return new ForkScope(this, events.registry());
  }
}
