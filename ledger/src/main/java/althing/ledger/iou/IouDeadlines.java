package althing.ledger.iou;

import static althing.ledger.iou.IouDecisions.release;

import althing.ledger.iou.IouEvent.Defaulted;
import althing.ledger.iou.IouEvent.Lapsed;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.state.StateReader;
import althing.ledger.trust.Cause;
import althing.ledger.trust.Trust;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to IOUs when an epoch begins: open ones that expire lapse, presented ones that are
 * due default, disputes that took their time end. Each that is done leaves the index of deadlines,
 * so the index itself is the cursor.
 */
final class IouDeadlines implements TickPhase {

  @Override
  public Order order() {
    return Order.EXPIRE;
  }

  @Override
  public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
    List<Hash> due = due(scope.state(), epoch, budget);
    for (Hash id : due) {
      end(scope, IouEntries.get(scope.state(), id), epoch);
    }
    return due.size() < budget
        ? Progress.ended(due.size())
        : Progress.paused(due.size(), Bytes.EMPTY);
  }

  private static List<Hash> due(StateReader state, long epoch, int limit) {
    var ids = new ArrayList<Hash>();
    state.scan(
        IouKeys.DEADLINES,
        IouKeys.DEADLINES,
        (key, _) -> {
          if (ids.size() == limit || IouKeys.epochOfDeadline(key) > epoch) {
            return false;
          }
          ids.add(IouKeys.idOf(key));
          return true;
        });
    return ids;
  }

  private static void end(Scope scope, Iou iou, long epoch) {
    switch (iou.state()) {
      case OPEN -> lapse(scope, iou);
      case PRESENTED, PARTLY_REDEEMED -> settle(scope, iou);
      case DISPUTED -> IouDecisions.endDispute(scope, iou, epoch);
      case REDEEMED, DEFAULTED, LAPSED, NETTED ->
          throw new IllegalStateException("a deadline of an IOU that is over: " + iou);
    }
  }

  private static void lapse(Scope scope, Iou iou) {
    release(scope, iou, iou.debtor(), iou.collateral());
    scope.emit(new Lapsed(iou.id(), iou.debtor(), iou.holder(), iou.collateral()));
  }

  /** The collateral pays what it can; not to have paid by now is a default even if it pays all. */
  private static void settle(Scope scope, Iou iou) {
    Amount paid = iou.collateral().min(iou.outstanding());
    release(scope, iou, iou.holder(), paid);
    release(scope, iou, iou.debtor(), iou.collateral().minus(paid));
    scope.emit(
        new Defaulted(iou.id(), iou.debtor(), iou.holder(), paid, iou.outstanding().minus(paid)));
    Trust.change(scope, iou.debtor(), Cause.IOU_DEFAULTED);
  }
}
