package althing.governance.reputation;

import althing.governance.reputation.ReputationEvent.BondReturned;
import althing.governance.state.Keys;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Pot;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.ArrayList;

/**
 * Pays back bonds whose time has come. What is done leaves the queue, so the queue is the cursor.
 */
final class BondReturns implements TickPhase {

  private static final int EPOCH_FROM_END = Long.BYTES + Address.SIZE;

  @Override
  public Order order() {
    return Order.EXPIRE;
  }

  @Override
  public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
    var due = new ArrayList<Bytes>();
    scope
        .state()
        .scan(
            ReputationKeys.RETURNS,
            ReputationKeys.RETURNS,
            (key, _) ->
                due.size() < budget && Keys.numberAt(key, EPOCH_FROM_END) <= epoch && due.add(key));
    for (Bytes key : due) {
      Address account = Keys.addressAt(key, Address.SIZE);
      Amount amount = Members.returning(scope.state(), key);
      scope.emit(new Moved(new Pot.Bond(account), new Pot.Balance(account), amount));
      scope.emit(new BondReturned(account, amount, Keys.numberAt(key, EPOCH_FROM_END)));
    }
    return due.size() < budget
        ? Progress.ended(due.size())
        : Progress.paused(due.size(), Bytes.EMPTY);
  }
}
