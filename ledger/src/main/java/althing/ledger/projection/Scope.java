package althing.ledger.projection;

import althing.ledger.event.Event;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;

/** What a decision sees: the state with all that its transaction emitted so far, and who asks. */
public interface Scope {

  StateReader state();

  /** The account that signed, or {@link Address#SYSTEM} at a tick. */
  Address caller();

  /** SP sent with the call; it is moved to the contract's account only if the call is payable. */
  Amount value();

  BlockContext block();

  /** The most that the caller may have to pay for gas; not to be spent by the call. */
  Amount reservedFee();

  /** Records an event and folds it at once: later reads of {@link #state()} see it. */
  void emit(Event event);

  /** Tries out what the chain itself would do on top of all that was emitted so far. */
  Fork fork();
}
