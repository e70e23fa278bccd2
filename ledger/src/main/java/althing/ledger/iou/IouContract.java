package althing.ledger.iou;

import althing.ledger.abi.Arguments;
import althing.ledger.abi.ContractAbi;
import althing.ledger.iou.IouRefusal.AmountTooLarge;
import althing.ledger.iou.IouRefusal.PageOutOfRange;
import althing.ledger.iou.IouRefusal.UnknownIou;
import althing.ledger.iou.IouView.Page;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.state.StateReader;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.List;

/** The IOU contract at 0x…1001. */
final class IouContract implements SystemContract {

  static final Address ADDRESS = Address.system(0x1001);
  static final ContractAbi ABI = ContractAbi.load("Iou");

  @Override
  public Address address() {
    return ADDRESS;
  }

  @Override
  public ContractAbi abi() {
    return ABI;
  }

  /** An issue also pays for the end of the IOU at a tick. */
  @Override
  public long gas(String function) {
    return switch (function) {
      case "issue" -> 30_000;
      case "issueSigned" -> 40_000;
      case "present", "redeem", "forgive" -> 15_000;
      case "transfer", "approveTransfer", "withdrawTransfer" -> 10_000;
      case "dispute", "withdrawDispute" -> 10_000;
      case "iousOfDebtor", "iousOfHolder" -> 100_000;
      default -> 2_000;
    };
  }

  @Override
  public Outcome decide(Scope scope, ContractAbi.Call call) {
    return ABI.function(call.function()).isView()
        ? answer(scope, call)
        : IouDecisions.decide(scope, IouCall.of(call));
  }

  private static Outcome answer(Scope scope, ContractAbi.Call call) {
    StateReader state = scope.state();
    long epoch = scope.block().epoch();
    var in = new Arguments(call.arguments());
    return switch (call.function()) {
      case "iou" -> iou(state, in.hash(0));
      case "iousOfDebtor", "iousOfHolder" ->
          ious(
              state,
              call.function().equals("iousOfHolder"),
              in.address(0),
              in.hash(1),
              in.number(2));
      case "nonceOf" -> Outcome.done(number(IouView.nonceOf(state, in.address(0))));
      case "debtBetween" ->
          Outcome.done(IouView.debtBetween(state, in.address(0), in.address(1)).value());
      case "collateralFor" -> collateralFor(state, in.address(0), in.amount(1), epoch);
      case "trustOf" -> Outcome.done(number(Trust.of(state, in.address(0), epoch)));
      default -> throw new IllegalStateException("no rule for " + call.function());
    };
  }

  private static Outcome iou(StateReader state, Hash id) {
    Iou iou = IouEntries.find(state, id);
    return iou == null ? Outcome.refused(new UnknownIou(id)) : Outcome.done(tuple(iou));
  }

  private static Outcome ious(
      StateReader state, boolean asHolder, Address account, Hash from, BigInteger limit) {
    if (limit.signum() == 0 || limit.compareTo(number(IouView.MAX_PAGE)) > 0) {
      return Outcome.refused(new PageOutOfRange(limit, IouView.MAX_PAGE));
    }
    Page page =
        asHolder
            ? IouView.ofHolder(state, account, from, limit.intValue())
            : IouView.ofDebtor(state, account, from, limit.intValue());
    return Outcome.done(
        page.ious().stream().map(IouContract::tuple).toList(), page.next().toBytes());
  }

  private static Outcome collateralFor(
      StateReader state, Address debtor, Amount amount, long epoch) {
    return amount.isGreaterThan(IouTerms.MAX_AMOUNT)
        ? Outcome.refused(new AmountTooLarge(amount, IouTerms.MAX_AMOUNT))
        : Outcome.done(IouView.collateralFor(state, debtor, amount, epoch).value());
  }

  /** The interface's struct {@code Iou}. */
  private static List<Object> tuple(Iou iou) {
    IouTerms terms = iou.terms();
    Course course = iou.course();
    return List.of(
        iou.id().toBytes(),
        terms.debtor(),
        terms.creditor(),
        iou.holder(),
        terms.amount().value(),
        iou.outstanding().value(),
        iou.collateral().value(),
        number(iou.issuedEpoch()),
        number(course.expiryEpoch()),
        number(course.dueEpoch()),
        number(course.disputedUntil()),
        number(iou.state().code()),
        terms.consentRequired(),
        iou.proposedHolder() == null ? Address.ZERO : iou.proposedHolder(),
        number(terms.nonce()));
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }
}
