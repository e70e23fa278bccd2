package althing.ledger.account;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Scope;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.Protocol.CurrentBlock;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;

/** Balances, nonces, escrows and fees (RULES 1, 18). */
public final class Accounts implements Projection<AccountEvent> {

  private static final AccountCodec CODEC = new AccountCodec();

  @Override
  public String name() {
    return "accounts";
  }

  @Override
  public int keyPrefix() {
    return Money.PREFIX;
  }

  @Override
  public EventCodec<AccountEvent> codec() {
    return CODEC;
  }

  @Override
  public void evolve(StateWriter state, AccountEvent event) {
    switch (event) {
      case Minted e -> Money.mint(state, e.account(), e.amount());
      case Transferred e -> Money.transfer(state, e.from(), e.to(), e.amount());
      case Moved e -> Money.move(state, e.from(), e.to(), e.amount());
      case TransactionApplied e -> {
        CurrentBlock block = Protocol.currentBlock(state);
        Amount base = block.baseFee().times(e.gasUsed());
        Amount tip = e.price().times(e.gasUsed()).minus(base);
        Money.charge(state, e.sender(), base, tip, block.proposer());
      }
    }
  }

  public static long nonce(StateReader state, Address account) {
    return Money.account(state, account).nonce();
  }

  public static Amount balance(StateReader state, Address account) {
    return Money.account(state, account).balance();
  }

  /**
   * What {@code account} can spend in this decision: its balance, less what the caller must keep to
   * pay for its gas.
   */
  public static Amount spendable(Scope scope, Address account) {
    Amount balance = balance(scope.state(), account);
    if (!account.equals(scope.caller())) {
      return balance;
    }
    Amount reserved = scope.reservedFee();
    return balance.isLessThan(reserved) ? Amount.ZERO : balance.minus(reserved);
  }
}
