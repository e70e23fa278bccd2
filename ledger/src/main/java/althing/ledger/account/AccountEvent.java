package althing.ledger.account;

import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;

/** What can happen to SP. Every movement names both of its ends, so that nothing is lost. */
public sealed interface AccountEvent extends Event {

  /** SP came into being at genesis (RULES 1). */
  record Minted(Address account, Amount amount) implements AccountEvent {}

  /** SP moved from one account to another. */
  record Transferred(Address from, Address to, Amount amount) implements AccountEvent {}

  /**
   * A transaction was included: its nonce is used and its gas is paid, {@code gasUsed·price} in
   * all, of which the block's base fee goes to the root treasury and the rest to the proposer
   * (RULES 18).
   *
   * @param succeeded false: the call was refused and left nothing else behind
   */
  record TransactionApplied(
      Address sender, long nonce, long gasUsed, Amount price, boolean succeeded)
      implements AccountEvent {}

  /** SP moved between any two pots, other than from account to account. */
  record Moved(Pot from, Pot to, Amount amount) implements AccountEvent {}
}
