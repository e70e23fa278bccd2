package althing.ledger.iou;

import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Accounts;
import althing.ledger.account.Pot;
import althing.ledger.iou.IouCall.Issue;
import althing.ledger.iou.IouCall.IssueSigned;
import althing.ledger.iou.IouEvent.Issued;
import althing.ledger.iou.IouRefusal.AmountTooLarge;
import althing.ledger.iou.IouRefusal.BadSignature;
import althing.ledger.iou.IouRefusal.CollateralShort;
import althing.ledger.iou.IouRefusal.ExpiryOutOfRange;
import althing.ledger.iou.IouRefusal.SelfIou;
import althing.ledger.iou.IouRefusal.WrongNonce;
import althing.ledger.iou.IouRefusal.ZeroAddress;
import althing.ledger.iou.IouRefusal.ZeroAmount;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.trust.Cause;
import althing.ledger.trust.Trust;
import althing.ledger.trust.TrustScore;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The making of IOUs: by the debtor's own transaction or by its signature (RULES 11). */
final class IouIssuing {

  private IouIssuing() {}

  /** ⌈amount·(10^6 − trust)/10^6⌉ (RULES 4). */
  static Amount requiredCollateral(Amount amount, long trustPpm) {
    return new Amount(amount.value().multiply(BigInteger.valueOf(TrustScore.MAX - trustPpm)))
        .dividedByCeil(Amount.of(TrustScore.MAX));
  }

  static Outcome issue(Scope scope, Issue call) {
    Address debtor = scope.caller();
    IouRefusal refusal =
        refuseTerms(scope, debtor, call.creditor(), call.amount(), call.expiryEpoch());
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    return issue(
        scope,
        new IouTerms(
            debtor,
            call.creditor(),
            call.amount(),
            call.expiryEpoch().longValueExact(),
            call.consentRequired(),
            IouEntries.nextNonce(scope.state(), debtor)));
  }

  static Outcome issueSigned(Scope scope, IssueSigned call) {
    Address debtor = call.debtor();
    IouRefusal refusal =
        refuseTerms(scope, debtor, call.creditor(), call.amount(), call.expiryEpoch());
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    long nonce = IouEntries.nextNonce(scope.state(), debtor);
    if (!call.nonce().equals(BigInteger.valueOf(nonce))) {
      return Outcome.refused(new WrongNonce(call.nonce(), nonce));
    }
    var terms =
        new IouTerms(
            debtor,
            call.creditor(),
            call.amount(),
            call.expiryEpoch().longValueExact(),
            call.consentRequired(),
            nonce);
    Address signer =
        IouSignature.signer(scope.block().chainId(), terms, call.signature()).orElse(Address.ZERO);
    return signer.equals(debtor)
        ? issue(scope, terms)
        : Outcome.refused(new BadSignature(signer, debtor));
  }

  private static @Nullable IouRefusal refuseTerms(
      Scope scope, Address debtor, Address creditor, Amount amount, BigInteger expiryEpoch) {
    if (creditor.equals(debtor)) {
      return new SelfIou(debtor);
    }
    if (creditor.equals(Address.ZERO)) {
      return new ZeroAddress();
    }
    if (amount.isZero()) {
      return new ZeroAmount();
    }
    if (amount.isGreaterThan(IouTerms.MAX_AMOUNT)) {
      return new AmountTooLarge(amount, IouTerms.MAX_AMOUNT);
    }
    long earliest = scope.block().epoch() + 1;
    long latest = scope.block().epoch() + IouTerms.MAX_EPOCHS;
    boolean inRange =
        expiryEpoch.compareTo(BigInteger.valueOf(earliest)) >= 0
            && expiryEpoch.compareTo(BigInteger.valueOf(latest)) <= 0;
    return inRange ? null : new ExpiryOutOfRange(expiryEpoch, earliest, latest);
  }

  private static Outcome issue(Scope scope, IouTerms terms) {
    Address debtor = terms.debtor();
    long epoch = scope.block().epoch();
    Amount collateral = requiredCollateral(terms.amount(), Trust.of(scope.state(), debtor, epoch));
    Amount available = Accounts.spendable(scope, debtor);
    if (available.isLessThan(collateral)) {
      return Outcome.refused(new CollateralShort(collateral, available));
    }
    OptionalLong counted = IouEntries.lastCounted(scope.state(), debtor, terms.creditor());
    Hash id = terms.id(scope.block().chainId());
    if (!collateral.isZero()) {
      scope.emit(new Moved(new Pot.Balance(debtor), new Pot.Escrow(id), collateral));
    }
    scope.emit(new Issued(id, terms, collateral, epoch));
    if (counted.isEmpty() || counted.getAsLong() < epoch) {
      Trust.change(scope, debtor, Cause.IOU_CREATED);
    }
    return Outcome.done(id.toBytes());
  }
}
