package althing.ledger.iou;

import althing.ledger.iou.IouEvent.ArcNetted;
import althing.ledger.iou.IouEvent.Netted;
import althing.ledger.iou.IouKeys.Pair;
import althing.ledger.iou.Netting.Arc;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.state.StateReader;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Nets the debts of open IOUs at the end of a tick (RULES 11), in two steps that a budget may cut
 * anywhere. First the reductions of arcs are recorded; as long as that takes, no IOU changes, so
 * that every part finds the same circles. Then they are carried by IOUs, oldest first; the
 * reductions that are left are the cursor.
 */
final class IouNetting implements TickPhase {

  /** Arcs that take part in one tick, the largest. */
  static final int MAX_ARCS = 10_000;

  private static final Comparator<Pair> BY_PAIR =
      Comparator.comparing(Pair::debtor).thenComparing(Pair::holder);

  /** The cursor of the second step; in the first it is the last pair recorded. */
  private static final Bytes CARRYING = Bytes.of((byte) 1);

  @Override
  public Order order() {
    return Order.NET_IOUS;
  }

  @Override
  public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
    int used = 0;
    if (!cursor.equals(CARRYING)) {
      List<Arc> reductions = reductionsAfter(scope.state(), cursor);
      for (Arc arc : reductions) {
        if (used == budget) {
          return Progress.paused(used, last(reductions.get(used - 1)));
        }
        scope.emit(new ArcNetted(arc.debtor(), arc.creditor(), arc.amount()));
        used++;
      }
    }
    used += carry(scope, budget - used);
    return used < budget ? Progress.ended(used) : Progress.paused(used, CARRYING);
  }

  private static List<Arc> reductionsAfter(StateReader state, Bytes cursor) {
    List<Arc> reductions = Netting.reductions(largestArcs(state));
    if (cursor.isEmpty()) {
      return reductions;
    }
    Pair last = IouKeys.pairOf(cursor);
    return reductions.stream()
        .filter(arc -> BY_PAIR.compare(new Pair(arc.debtor(), arc.creditor()), last) > 0)
        .toList();
  }

  private static Bytes last(Arc arc) {
    return IouKeys.reduction(new Pair(arc.debtor(), arc.creditor()));
  }

  private static List<Arc> largestArcs(StateReader state) {
    var arcs = new ArrayList<Arc>();
    state.scan(
        IouKeys.ARCS_BY_SIZE,
        IouKeys.ARCS_BY_SIZE,
        (key, _) -> {
          Pair pair = IouKeys.pairOf(key);
          arcs.add(new Arc(pair.debtor(), pair.holder(), IouKeys.sumOf(key)));
          return arcs.size() < MAX_ARCS;
        });
    return arcs;
  }

  /** Reduces at most {@code budget} IOUs; fewer only if no reduction is left. */
  private static int carry(Scope scope, int budget) {
    int used = 0;
    for (Arc reduction : reductions(scope.state(), budget)) {
      Amount left = reduction.amount();
      var pair = new Pair(reduction.debtor(), reduction.creditor());
      for (Hash id : oldest(scope.state(), pair, left, budget - used)) {
        left = left.minus(reduce(scope, IouEntries.get(scope.state(), id), left));
        used++;
      }
    }
    return used;
  }

  private static List<Arc> reductions(StateReader state, int limit) {
    var found = new ArrayList<Arc>();
    if (limit > 0) {
      state.scan(
          IouKeys.REDUCTIONS,
          IouKeys.REDUCTIONS,
          (key, value) -> {
            Pair pair = IouKeys.pairOf(key);
            found.add(new Arc(pair.debtor(), pair.holder(), IouEntries.decodeAmount(value)));
            return found.size() < limit;
          });
    }
    return found;
  }

  /** The oldest open IOUs of a pair that carry {@code amount} together, at most {@code limit}. */
  private static List<Hash> oldest(StateReader state, Pair pair, Amount amount, int limit) {
    var ids = new ArrayList<Hash>();
    if (limit > 0) {
      Bytes all = IouKeys.open(pair);
      var carried = new Amount[] {Amount.ZERO};
      state.scan(
          all,
          all,
          (_, value) -> {
            Hash id = Hash.wrap(value.unsafeArray());
            ids.add(id);
            carried[0] = carried[0].plus(IouEntries.get(state, id).outstanding());
            return ids.size() < limit && carried[0].isLessThan(amount);
          });
    }
    return ids;
  }

  private static Amount reduce(Scope scope, Iou iou, Amount most) {
    Amount amount = most.min(iou.outstanding());
    Amount left = iou.outstanding().minus(amount);
    Amount released = iou.collateral().minus(iou.collateralFor(left));
    IouDecisions.release(scope, iou, iou.debtor(), released);
    scope.emit(new Netted(iou.id(), iou.debtor(), iou.holder(), amount, left, released));
    return amount;
  }
}
