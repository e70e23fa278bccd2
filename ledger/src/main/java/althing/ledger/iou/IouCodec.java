package althing.ledger.iou;

import althing.ledger.block.Log;
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
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** IOU events as bytes and logs: types 0x0300 to 0x03ff. */
final class IouCodec implements EventCodec<IouEvent> {

  private static final int ISSUED = 0x0300;
  private static final int PRESENTED = 0x0301;
  private static final int PAID = 0x0302;
  private static final int REDEEMED = 0x0303;
  private static final int DEFAULTED = 0x0304;
  private static final int LAPSED = 0x0305;
  private static final int FORGIVEN = 0x0306;
  private static final int TRANSFER_PROPOSED = 0x0307;
  private static final int TRANSFER_WITHDRAWN = 0x0308;
  private static final int TRANSFERRED = 0x0309;
  private static final int DISPUTED = 0x030a;
  private static final int DISPUTE_ENDED = 0x030b;
  private static final int ARC_NETTED = 0x030c;
  private static final int NETTED = 0x030d;

  @Override
  public Class<IouEvent> hierarchy() {
    return IouEvent.class;
  }

  @Override
  public int firstType() {
    return ISSUED;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(IouEvent event) {
    return switch (event) {
      case Issued _ -> ISSUED;
      case Presented _ -> PRESENTED;
      case Paid _ -> PAID;
      case Redeemed _ -> REDEEMED;
      case Defaulted _ -> DEFAULTED;
      case Lapsed _ -> LAPSED;
      case Forgiven _ -> FORGIVEN;
      case TransferProposed _ -> TRANSFER_PROPOSED;
      case TransferWithdrawn _ -> TRANSFER_WITHDRAWN;
      case Transferred _ -> TRANSFERRED;
      case Disputed _ -> DISPUTED;
      case DisputeEnded _ -> DISPUTE_ENDED;
      case ArcNetted _ -> ARC_NETTED;
      case Netted _ -> NETTED;
    };
  }

  @Override
  public void encode(IouEvent event, RlpWriter out) {
    switch (event) {
      case Issued e -> encode(e, out);
      case Presented e ->
          out.hash(e.id())
              .address(e.debtor())
              .address(e.holder())
              .amount(e.paid())
              .amount(e.outstanding())
              .number(e.dueEpoch());
      case Paid e ->
          out.hash(e.id())
              .address(e.debtor())
              .address(e.holder())
              .amount(e.amount())
              .amount(e.outstanding());
      case Redeemed e ->
          out.hash(e.id()).address(e.debtor()).address(e.holder()).amount(e.collateral());
      case Defaulted e ->
          out.hash(e.id())
              .address(e.debtor())
              .address(e.holder())
              .amount(e.fromCollateral())
              .amount(e.unpaid());
      case Lapsed e ->
          out.hash(e.id()).address(e.debtor()).address(e.holder()).amount(e.collateral());
      case Forgiven e ->
          out.hash(e.id())
              .address(e.debtor())
              .address(e.holder())
              .amount(e.amount())
              .amount(e.outstanding())
              .amount(e.collateral());
      case TransferProposed e -> out.hash(e.id()).address(e.holder()).address(e.newHolder());
      case TransferWithdrawn e -> out.hash(e.id()).address(e.holder());
      case Transferred e -> out.hash(e.id()).address(e.from()).address(e.to());
      case Disputed e -> out.hash(e.id()).address(e.debtor()).number(e.untilEpoch());
      case DisputeEnded e -> out.hash(e.id()).number(e.expiryEpoch()).number(e.dueEpoch());
      case ArcNetted e -> out.address(e.debtor()).address(e.holder()).amount(e.amount());
      case Netted e ->
          out.hash(e.id())
              .address(e.debtor())
              .address(e.holder())
              .amount(e.amount())
              .amount(e.outstanding())
              .amount(e.collateral());
    }
  }

  private static void encode(Issued event, RlpWriter out) {
    IouTerms terms = event.terms();
    out.hash(event.id())
        .address(terms.debtor())
        .address(terms.creditor())
        .amount(terms.amount())
        .number(terms.expiryEpoch())
        .flag(terms.consentRequired())
        .number(terms.nonce())
        .amount(event.collateral())
        .number(event.epoch());
  }

  @Override
  public IouEvent decode(int type, int schema, RlpReader in) {
    if (schema != 0) {
      throw new MalformedException("unknown schema " + schema + " of an IOU event");
    }
    return switch (type) {
      case ISSUED ->
          new Issued(
              in.hash(),
              new IouTerms(
                  in.address(), in.address(), in.amount(), in.number(), in.flag(), in.number()),
              in.amount(),
              in.number());
      case PRESENTED ->
          new Presented(
              in.hash(), in.address(), in.address(), in.amount(), in.amount(), in.number());
      case PAID -> new Paid(in.hash(), in.address(), in.address(), in.amount(), in.amount());
      case REDEEMED -> new Redeemed(in.hash(), in.address(), in.address(), in.amount());
      case DEFAULTED ->
          new Defaulted(in.hash(), in.address(), in.address(), in.amount(), in.amount());
      case LAPSED -> new Lapsed(in.hash(), in.address(), in.address(), in.amount());
      case FORGIVEN ->
          new Forgiven(
              in.hash(), in.address(), in.address(), in.amount(), in.amount(), in.amount());
      case TRANSFER_PROPOSED -> new TransferProposed(in.hash(), in.address(), in.address());
      case TRANSFER_WITHDRAWN -> new TransferWithdrawn(in.hash(), in.address());
      case TRANSFERRED -> new Transferred(in.hash(), in.address(), in.address());
      case DISPUTED -> new Disputed(in.hash(), in.address(), in.number());
      case DISPUTE_ENDED -> new DisputeEnded(in.hash(), in.number(), in.number());
      case ARC_NETTED -> new ArcNetted(in.address(), in.address(), in.amount());
      case NETTED ->
          new Netted(in.hash(), in.address(), in.address(), in.amount(), in.amount(), in.amount());
      default -> throw new MalformedException("unknown IOU event type 0x%04x".formatted(type));
    };
  }

  @Override
  public Optional<Log> toLog(IouEvent event) {
    return Optional.of(
        IouContract.ABI.toLog(
            IouContract.ADDRESS, event.getClass().getSimpleName(), arguments(event)));
  }

  /** Arguments of the contract's event of the same name. */
  private static List<Object> arguments(IouEvent event) {
    return switch (event) {
      case Issued e ->
          List.of(
              e.id().toBytes(),
              e.terms().debtor(),
              e.terms().creditor(),
              e.terms().amount().value(),
              e.collateral().value(),
              epoch(e.terms().expiryEpoch()),
              e.terms().consentRequired(),
              BigInteger.valueOf(e.terms().nonce()));
      case Presented e ->
          List.of(
              e.id().toBytes(),
              e.debtor(),
              e.holder(),
              e.paid().value(),
              e.outstanding().value(),
              epoch(e.dueEpoch()));
      case Paid e ->
          List.of(
              e.id().toBytes(),
              e.debtor(),
              e.holder(),
              e.amount().value(),
              e.outstanding().value());
      case Redeemed e -> List.of(e.id().toBytes(), e.debtor(), e.holder(), e.collateral().value());
      case Defaulted e ->
          List.of(
              e.id().toBytes(),
              e.debtor(),
              e.holder(),
              e.fromCollateral().value(),
              e.unpaid().value());
      case Lapsed e -> List.of(e.id().toBytes(), e.debtor(), e.holder(), e.collateral().value());
      case Forgiven e ->
          List.of(
              e.id().toBytes(),
              e.debtor(),
              e.holder(),
              e.amount().value(),
              e.outstanding().value(),
              e.collateral().value());
      case TransferProposed e -> List.of(e.id().toBytes(), e.holder(), e.newHolder());
      case TransferWithdrawn e -> List.of(e.id().toBytes(), e.holder());
      case Transferred e -> List.of(e.id().toBytes(), e.from(), e.to());
      case Disputed e -> List.of(e.id().toBytes(), e.debtor(), epoch(e.untilEpoch()));
      case DisputeEnded e -> List.of(e.id().toBytes(), epoch(e.expiryEpoch()), epoch(e.dueEpoch()));
      case ArcNetted e -> List.of(e.debtor(), e.holder(), e.amount().value());
      case Netted e ->
          List.of(
              e.id().toBytes(),
              e.debtor(),
              e.holder(),
              e.amount().value(),
              e.outstanding().value(),
              e.collateral().value());
    };
  }

  private static BigInteger epoch(long epoch) {
    return BigInteger.valueOf(epoch);
  }
}
