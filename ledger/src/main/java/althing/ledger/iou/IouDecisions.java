package althing.ledger.iou;

import althing.ledger.account.AccountEvent;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Accounts;
import althing.ledger.account.Pot;
import althing.ledger.iou.IouCall.ApproveTransfer;
import althing.ledger.iou.IouCall.Dispute;
import althing.ledger.iou.IouCall.Forgive;
import althing.ledger.iou.IouCall.Issue;
import althing.ledger.iou.IouCall.IssueSigned;
import althing.ledger.iou.IouCall.Present;
import althing.ledger.iou.IouCall.Redeem;
import althing.ledger.iou.IouCall.Transfer;
import althing.ledger.iou.IouCall.WithdrawDispute;
import althing.ledger.iou.IouCall.WithdrawTransfer;
import althing.ledger.iou.IouEvent.DisputeEnded;
import althing.ledger.iou.IouEvent.Disputed;
import althing.ledger.iou.IouEvent.Forgiven;
import althing.ledger.iou.IouEvent.Paid;
import althing.ledger.iou.IouEvent.Presented;
import althing.ledger.iou.IouEvent.Redeemed;
import althing.ledger.iou.IouEvent.TransferProposed;
import althing.ledger.iou.IouEvent.TransferWithdrawn;
import althing.ledger.iou.IouEvent.Transferred;
import althing.ledger.iou.IouRefusal.AlreadyDisputed;
import althing.ledger.iou.IouRefusal.AlreadyHolder;
import althing.ledger.iou.IouRefusal.BalanceShort;
import althing.ledger.iou.IouRefusal.MoreThanOwed;
import althing.ledger.iou.IouRefusal.NotDebtor;
import althing.ledger.iou.IouRefusal.NotHolder;
import althing.ledger.iou.IouRefusal.SelfIou;
import althing.ledger.iou.IouRefusal.TransferNotProposed;
import althing.ledger.iou.IouRefusal.UnknownIou;
import althing.ledger.iou.IouRefusal.WrongState;
import althing.ledger.iou.IouRefusal.ZeroAddress;
import althing.ledger.iou.IouRefusal.ZeroAmount;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.trust.Cause;
import althing.ledger.trust.Trust;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The commands of RULES 11, decided. No check of the expiry is needed anywhere: the tick of the
 * expiry epoch has made an IOU lapse before any transaction of that epoch runs.
 */
final class IouDecisions {

  /** Epochs from presentation to the due date, and the least that a dispute leaves. */
  static final long EPOCHS_TO_PAY = 3;

  static final long MAX_DISPUTE_EPOCHS = 7;

  private IouDecisions() {}

  static Outcome decide(Scope scope, IouCall call) {
    return switch (call) {
      case Issue c -> IouIssuing.issue(scope, c);
      case IssueSigned c -> IouIssuing.issueSigned(scope, c);
      case Present c -> asHolder(scope, c.id(), iou -> present(scope, iou));
      case Redeem c -> asDebtor(scope, c.id(), iou -> redeem(scope, iou, c.amount()));
      case Forgive c -> asHolder(scope, c.id(), iou -> forgive(scope, iou, c.amount()));
      case Transfer c -> asHolder(scope, c.id(), iou -> transfer(scope, iou, c.newHolder()));
      case ApproveTransfer c ->
          asDebtor(scope, c.id(), iou -> approveTransfer(scope, iou, c.newHolder()));
      case WithdrawTransfer c -> asHolder(scope, c.id(), iou -> withdrawTransfer(scope, iou));
      case Dispute c -> asDebtor(scope, c.id(), iou -> dispute(scope, iou));
      case WithdrawDispute c -> asDebtor(scope, c.id(), iou -> withdrawDispute(scope, iou));
    };
  }

  private static Outcome asHolder(Scope scope, Hash id, Function<Iou, Outcome> rule) {
    Iou iou = IouEntries.find(scope.state(), id);
    if (iou == null) {
      return Outcome.refused(new UnknownIou(id));
    }
    return scope.caller().equals(iou.holder())
        ? rule.apply(iou)
        : Outcome.refused(new NotHolder(scope.caller(), iou.holder()));
  }

  private static Outcome asDebtor(Scope scope, Hash id, Function<Iou, Outcome> rule) {
    Iou iou = IouEntries.find(scope.state(), id);
    if (iou == null) {
      return Outcome.refused(new UnknownIou(id));
    }
    return scope.caller().equals(iou.debtor())
        ? rule.apply(iou)
        : Outcome.refused(new NotDebtor(scope.caller(), iou.debtor()));
  }

  private static Outcome present(Scope scope, Iou iou) {
    if (iou.state() != IouState.OPEN) {
      return Outcome.refused(new WrongState(iou.id(), iou.state()));
    }
    Amount paid = Accounts.spendable(scope, iou.debtor()).min(iou.outstanding());
    Amount left = iou.outstanding().minus(paid);
    long due = scope.block().epoch() + EPOCHS_TO_PAY;
    pay(scope, iou, paid);
    scope.emit(new Presented(iou.id(), iou.debtor(), iou.holder(), paid, left, due));
    if (left.isZero()) {
      redeemed(scope, iou);
    }
    return Outcome.done(paid.value());
  }

  private static Outcome redeem(Scope scope, Iou iou, Amount amount) {
    IouRefusal refusal = refuseReduction(iou, amount);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    Amount available = Accounts.spendable(scope, iou.debtor());
    if (available.isLessThan(amount)) {
      return Outcome.refused(new BalanceShort(amount, available));
    }
    Amount left = iou.outstanding().minus(amount);
    pay(scope, iou, amount);
    scope.emit(new Paid(iou.id(), iou.debtor(), iou.holder(), amount, left));
    if (left.isZero() && iou.state().isLive()) {
      redeemed(scope, iou);
    }
    return Outcome.done(left.value());
  }

  private static Outcome forgive(Scope scope, Iou iou, Amount amount) {
    IouRefusal refusal = refuseReduction(iou, amount);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    Amount left = iou.outstanding().minus(amount);
    Amount released = left.isZero() ? iou.collateral() : Amount.ZERO;
    release(scope, iou, iou.debtor(), released);
    scope.emit(new Forgiven(iou.id(), iou.debtor(), iou.holder(), amount, left, released));
    return Outcome.done(left.value());
  }

  /** A debt is paid or forgiven while the IOU is live, and what a default left unpaid. */
  private static @Nullable IouRefusal refuseReduction(Iou iou, Amount amount) {
    boolean owed =
        iou.state().isLive() || iou.state() == IouState.DEFAULTED && !iou.outstanding().isZero();
    if (!owed) {
      return new WrongState(iou.id(), iou.state());
    }
    if (amount.isZero()) {
      return new ZeroAmount();
    }
    return amount.isGreaterThan(iou.outstanding())
        ? new MoreThanOwed(amount, iou.outstanding())
        : null;
  }

  private static Outcome transfer(Scope scope, Iou iou, Address newHolder) {
    if (!isTransferable(iou)) {
      return Outcome.refused(new WrongState(iou.id(), iou.state()));
    }
    if (newHolder.equals(Address.ZERO)) {
      return Outcome.refused(new ZeroAddress());
    }
    if (newHolder.equals(iou.debtor())) {
      return Outcome.refused(new SelfIou(newHolder));
    }
    if (newHolder.equals(iou.holder())) {
      return Outcome.refused(new AlreadyHolder(newHolder));
    }
    scope.emit(
        iou.terms().consentRequired()
            ? new TransferProposed(iou.id(), iou.holder(), newHolder)
            : new Transferred(iou.id(), iou.holder(), newHolder));
    return Outcome.done();
  }

  private static Outcome approveTransfer(Scope scope, Iou iou, Address newHolder) {
    if (!isTransferable(iou)) {
      return Outcome.refused(new WrongState(iou.id(), iou.state()));
    }
    if (iou.proposedHolder() == null || !newHolder.equals(iou.proposedHolder())) {
      return Outcome.refused(new TransferNotProposed(iou.id(), newHolder));
    }
    scope.emit(new Transferred(iou.id(), iou.holder(), newHolder));
    return Outcome.done();
  }

  private static Outcome withdrawTransfer(Scope scope, Iou iou) {
    if (iou.proposedHolder() == null) {
      return Outcome.refused(new TransferNotProposed(iou.id(), Address.ZERO));
    }
    scope.emit(new TransferWithdrawn(iou.id(), iou.holder()));
    return Outcome.done();
  }

  private static boolean isTransferable(Iou iou) {
    return iou.state().isLive() && iou.state() != IouState.DISPUTED;
  }

  private static Outcome dispute(Scope scope, Iou iou) {
    if (!iou.state().isLive()) {
      return Outcome.refused(new WrongState(iou.id(), iou.state()));
    }
    if (iou.course().wasDisputed()) {
      return Outcome.refused(new AlreadyDisputed(iou.id()));
    }
    scope.emit(new Disputed(iou.id(), iou.debtor(), scope.block().epoch() + MAX_DISPUTE_EPOCHS));
    return Outcome.done();
  }

  private static Outcome withdrawDispute(Scope scope, Iou iou) {
    if (iou.state() != IouState.DISPUTED) {
      return Outcome.refused(new WrongState(iou.id(), iou.state()));
    }
    endDispute(scope, iou, scope.block().epoch());
    return Outcome.done();
  }

  /** Ends a dispute in {@code epoch}: whoever has to act next has at least 3 epochs for it. */
  static void endDispute(Scope scope, Iou iou, long epoch) {
    long earliest = epoch + EPOCHS_TO_PAY;
    Course course = iou.course();
    boolean presented = course.dueEpoch() > 0;
    scope.emit(
        new DisputeEnded(
            iou.id(),
            presented ? course.expiryEpoch() : Math.max(course.expiryEpoch(), earliest),
            presented ? Math.max(course.dueEpoch(), earliest) : 0));
  }

  private static void redeemed(Scope scope, Iou iou) {
    release(scope, iou, iou.debtor(), iou.collateral());
    scope.emit(new Redeemed(iou.id(), iou.debtor(), iou.holder(), iou.collateral()));
    Trust.change(scope, iou.debtor(), Cause.IOU_REDEEMED);
  }

  private static void pay(Scope scope, Iou iou, Amount amount) {
    if (!amount.isZero()) {
      scope.emit(new AccountEvent.Transferred(iou.debtor(), iou.holder(), amount));
    }
  }

  /** Takes {@code amount} out of the escrow that holds the collateral. */
  static void release(Scope scope, Iou iou, Address to, Amount amount) {
    if (!amount.isZero()) {
      scope.emit(new Moved(new Pot.Escrow(iou.id()), new Pot.Balance(to), amount));
    }
  }
}
