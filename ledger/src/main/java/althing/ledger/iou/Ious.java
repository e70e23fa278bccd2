package althing.ledger.iou;

import althing.ledger.event.EventCodec;
import althing.ledger.iou.IouEvent.ArcNetted;
import althing.ledger.iou.IouEvent.Defaulted;
import althing.ledger.iou.IouEvent.DisputeEnded;
import althing.ledger.iou.IouEvent.Disputed;
import althing.ledger.iou.IouEvent.Forgiven;
import althing.ledger.iou.IouEvent.Issued;
import althing.ledger.iou.IouEvent.Lapsed;
import althing.ledger.iou.IouEvent.Netted;
import althing.ledger.iou.IouEvent.Paid;
import althing.ledger.iou.IouEvent.Presented;
import althing.ledger.iou.IouEvent.Redeemed;
import althing.ledger.iou.IouEvent.TransferProposed;
import althing.ledger.iou.IouEvent.TransferWithdrawn;
import althing.ledger.iou.IouEvent.Transferred;
import althing.ledger.iou.IouKeys.Pair;
import althing.ledger.projection.Projection;
import althing.ledger.projection.SystemContract;
import althing.ledger.projection.TickPhase;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.util.List;
import java.util.function.UnaryOperator;

/** All IOUs and what they add up to between accounts. */
public final class Ious implements Projection<IouEvent> {

  private static final IouCodec CODEC = new IouCodec();
  private static final List<SystemContract> CONTRACTS = List.of(new IouContract());
  private static final List<TickPhase> TICK_PHASES = List.of(new IouDeadlines(), new IouNetting());

  @Override
  public String name() {
    return "iou";
  }

  @Override
  public int keyPrefix() {
    return IouKeys.PREFIX;
  }

  @Override
  public EventCodec<IouEvent> codec() {
    return CODEC;
  }

  @Override
  public List<SystemContract> contracts() {
    return CONTRACTS;
  }

  @Override
  public List<TickPhase> tickPhases() {
    return TICK_PHASES;
  }

  @Override
  public void evolve(StateWriter state, IouEvent event) {
    switch (event) {
      case Issued e -> IouEntries.putNew(state, issued(e));
      case Presented e -> update(state, e.id(), iou -> presented(iou, e));
      case Paid e ->
          update(
              state,
              e.id(),
              iou -> iou.owing(e.outstanding(), iou.collateral()).on(iou.course().paid()));
      case Redeemed e -> end(state, e.id(), IouState.REDEEMED, Amount.ZERO);
      case Defaulted e -> end(state, e.id(), IouState.DEFAULTED, e.unpaid());
      case Lapsed e -> update(state, e.id(), iou -> iou.ended(IouState.LAPSED, iou.outstanding()));
      case Forgiven e -> update(state, e.id(), iou -> forgiven(iou, e.outstanding()));
      case TransferProposed e -> update(state, e.id(), iou -> iou.proposedTo(e.newHolder()));
      case TransferWithdrawn e -> update(state, e.id(), iou -> iou.proposedTo(null));
      case Transferred e -> update(state, e.id(), iou -> iou.heldBy(e.to()));
      case Disputed e ->
          update(state, e.id(), iou -> iou.on(iou.course().disputed(e.untilEpoch())));
      case DisputeEnded e ->
          update(
              state, e.id(), iou -> iou.on(iou.course().undisputed(e.expiryEpoch(), e.dueEpoch())));
      case ArcNetted e ->
          IouEntries.putReduction(state, new Pair(e.debtor(), e.holder()), e.amount());
      case Netted e -> netted(state, e);
    }
  }

  private static Iou issued(Issued event) {
    IouTerms terms = event.terms();
    return new Iou(
        event.id(),
        terms,
        event.epoch(),
        terms.creditor(),
        null,
        terms.amount(),
        event.collateral(),
        Course.open(terms.expiryEpoch()));
  }

  /** A wish to pass it on ends when it is presented. */
  private static Iou presented(Iou iou, Presented event) {
    Course course = iou.course().presented(event.dueEpoch());
    return iou.proposedTo(null)
        .owing(event.outstanding(), iou.collateral())
        .on(event.paid().isZero() ? course : course.paid());
  }

  private static Iou forgiven(Iou iou, Amount left) {
    return left.isZero() && iou.state().isLive()
        ? iou.ended(IouState.LAPSED, left)
        : iou.owing(left, iou.collateral());
  }

  private static void netted(StateWriter state, Netted event) {
    update(
        state,
        event.id(),
        iou ->
            event.outstanding().isZero()
                ? iou.ended(IouState.NETTED, Amount.ZERO)
                : iou.owing(event.outstanding(), iou.collateral().minus(event.collateral())));
    var pair = new Pair(event.debtor(), event.holder());
    IouEntries.putReduction(state, pair, IouEntries.reduction(state, pair).minus(event.amount()));
  }

  private static void end(StateWriter state, Hash id, IouState end, Amount left) {
    update(state, id, iou -> iou.ended(end, left));
  }

  private static void update(StateWriter state, Hash id, UnaryOperator<Iou> change) {
    Iou before = IouEntries.get(state, id);
    IouEntries.put(state, before, change.apply(before));
  }
}
