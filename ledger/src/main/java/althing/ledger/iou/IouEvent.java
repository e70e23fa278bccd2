package althing.ledger.iou;

import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;

/**
 * What can happen to an IOU. SP that moves with it does so by account events beside these; the
 * amounts here say why.
 */
public sealed interface IouEvent extends Event {

  /** A debtor made a promise and locked {@code collateral} for it. */
  record Issued(Hash id, IouTerms terms, Amount collateral, long epoch) implements IouEvent {}

  /**
   * The holder asked for payment and the debtor's balance paid {@code paid} at once. What is
   * outstanding after that is due when {@code dueEpoch} begins.
   */
  record Presented(
      Hash id, Address debtor, Address holder, Amount paid, Amount outstanding, long dueEpoch)
      implements IouEvent {}

  /** The debtor paid {@code amount}; also after a default, to make good. */
  record Paid(Hash id, Address debtor, Address holder, Amount amount, Amount outstanding)
      implements IouEvent {}

  /** All is paid; {@code collateral} went back to the debtor. */
  record Redeemed(Hash id, Address debtor, Address holder, Amount collateral) implements IouEvent {}

  /**
   * The rest was due: {@code fromCollateral} went to the holder, what else the collateral held to
   * the debtor, and {@code unpaid} is still owed, with nothing behind it.
   */
  record Defaulted(Hash id, Address debtor, Address holder, Amount fromCollateral, Amount unpaid)
      implements IouEvent {}

  /** It was never presented; {@code collateral} went back to the debtor. */
  record Lapsed(Hash id, Address debtor, Address holder, Amount collateral) implements IouEvent {}

  /**
   * The holder waived {@code amount}. With nothing outstanding the IOU is over and {@code
   * collateral} went back to the debtor; otherwise that is zero.
   */
  record Forgiven(
      Hash id, Address debtor, Address holder, Amount amount, Amount outstanding, Amount collateral)
      implements IouEvent {}

  /** The holder asks the debtor to approve a transfer; this takes the place of an earlier wish. */
  record TransferProposed(Hash id, Address holder, Address newHolder) implements IouEvent {}

  /** The holder no longer asks for that. */
  record TransferWithdrawn(Hash id, Address holder) implements IouEvent {}

  /** It has a new holder. */
  record Transferred(Hash id, Address from, Address to) implements IouEvent {}

  /** The debtor disputes it, at the longest until {@code untilEpoch} begins. */
  record Disputed(Hash id, Address debtor, long untilEpoch) implements IouEvent {}

  /**
   * The dispute ended and the IOU is what it was, with time left to go on.
   *
   * @param expiryEpoch when it expires from now on
   * @param dueEpoch when it is due from now on; 0 unless presented
   */
  record DisputeEnded(Hash id, long expiryEpoch, long dueEpoch) implements IouEvent {}

  /** Netting takes {@code amount} off what a debtor owes a holder on open IOUs. */
  record ArcNetted(Address debtor, Address holder, Amount amount) implements IouEvent {}

  /**
   * This IOU carries {@code amount} of such a reduction; {@code collateral} went back to the
   * debtor.
   */
  record Netted(
      Hash id, Address debtor, Address holder, Amount amount, Amount outstanding, Amount collateral)
      implements IouEvent {}
}
