package althing.ledger.iou;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import org.jspecify.annotations.Nullable;

/**
 * One IOU. Invariants, see {@link #check()}: a presented one has a due date; one that is over holds
 * no collateral and is not disputed; the holder is never the debtor; no more is outstanding than
 * was promised.
 *
 * @param issuedEpoch epoch in which it was issued
 * @param holder whom it is owed to now
 * @param proposedHolder to whom the holder asks the debtor to let it go; null if to nobody
 * @param outstanding what is neither paid, netted nor forgiven of {@code terms.amount()}
 * @param collateral what the escrow of its id holds
 */
public record Iou(
    Hash id,
    IouTerms terms,
    long issuedEpoch,
    Address holder,
    @Nullable Address proposedHolder,
    Amount outstanding,
    Amount collateral,
    Course course) {

  public Address debtor() {
    return terms.debtor();
  }

  public IouState state() {
    return course.state();
  }

  /** Collateral that stays when {@code left} is outstanding: in proportion, rounded up. */
  Amount collateralFor(Amount left) {
    return new Amount(collateral.value().multiply(left.value())).dividedByCeil(outstanding);
  }

  Iou heldBy(Address to) {
    return new Iou(id, terms, issuedEpoch, to, null, outstanding, collateral, course);
  }

  Iou proposedTo(@Nullable Address to) {
    return new Iou(id, terms, issuedEpoch, holder, to, outstanding, collateral, course);
  }

  Iou owing(Amount left, Amount locked) {
    return new Iou(id, terms, issuedEpoch, holder, proposedHolder, left, locked, course);
  }

  Iou on(Course next) {
    return new Iou(id, terms, issuedEpoch, holder, proposedHolder, outstanding, collateral, next);
  }

  /** Over, with {@code left} never paid. */
  Iou ended(IouState end, Amount left) {
    return proposedTo(null).owing(left, Amount.ZERO).on(course.ended(end));
  }

  /** Throws {@link IllegalStateException} with the numbers if an invariant is broken. */
  void check() {
    boolean live = state().isLive();
    boolean presented =
        course.phase() == IouState.PRESENTED || course.phase() == IouState.PARTLY_REDEEMED;
    require(course.phase() != IouState.DISPUTED, "dispute inside a dispute");
    require(course.phase().isLive() == live, "it is over and disputed");
    require(course.disputedUntil() == 0 || course.wasDisputed(), "disputed, but never was");
    require(!presented || course.dueEpoch() > 0, "presented without a due date");
    require(!holder.equals(debtor()), "the debtor holds it");
    require(!outstanding.isGreaterThan(terms.amount()), "more outstanding than was promised");
    require(live || collateral.isZero(), "over and holds collateral");
    require(live || proposedHolder == null, "over and to be transferred");
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalStateException(problem + ": " + this);
    }
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out ->
            out.address(terms.debtor())
                .address(terms.creditor())
                .amount(terms.amount())
                .number(terms.expiryEpoch())
                .flag(terms.consentRequired())
                .number(terms.nonce())
                .number(issuedEpoch)
                .address(holder)
                .bytes(proposedHolder == null ? Bytes.EMPTY : proposedHolder.toBytes())
                .amount(outstanding)
                .amount(collateral)
                .number(course.phase().code())
                .number(course.expiryEpoch())
                .number(course.dueEpoch())
                .number(course.disputedUntil())
                .flag(course.wasDisputed())));
  }

  static Iou decode(Hash id, Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in ->
            new Iou(
                id,
                new IouTerms(
                    in.address(), in.address(), in.amount(), in.number(), in.flag(), in.number()),
                in.number(),
                in.address(),
                optionalAddress(in),
                in.amount(),
                in.amount(),
                new Course(
                    IouState.ofCode(in.number()),
                    in.number(),
                    in.number(),
                    in.number(),
                    in.flag())));
  }

  private static @Nullable Address optionalAddress(RlpReader in) {
    byte[] value = in.bytes();
    return value.length == 0 ? null : Address.wrap(value);
  }
}
