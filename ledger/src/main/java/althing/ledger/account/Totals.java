package althing.ledger.account;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;

/**
 * Running sums of SP by kind of holder. Invariant I1 (RULES 1): balances + escrow + treasury + bond
 * + burned = supply.
 */
public record Totals(
    Amount balances, Amount escrow, Amount treasury, Amount bond, Amount burned, Amount supply) {

  public static final Totals NONE =
      new Totals(Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO, Amount.ZERO);

  /** Total SP stays below 2^128 (RULES 1). */
  private static final int SUPPLY_BITS = 128;

  /** Whether I1 holds. */
  public boolean holds() {
    return supply.value().bitLength() <= SUPPLY_BITS
        && balances.plus(escrow).plus(treasury).plus(bond).plus(burned).equals(supply);
  }

  Totals withBalances(Amount value) {
    return new Totals(value, escrow, treasury, bond, burned, supply);
  }

  Totals withEscrow(Amount value) {
    return new Totals(balances, value, treasury, bond, burned, supply);
  }

  Totals withTreasury(Amount value) {
    return new Totals(balances, escrow, value, bond, burned, supply);
  }

  Totals withSupply(Amount value) {
    return new Totals(balances, escrow, treasury, bond, burned, value);
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out ->
            out.amount(balances)
                .amount(escrow)
                .amount(treasury)
                .amount(bond)
                .amount(burned)
                .amount(supply)));
  }

  static Totals decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in ->
            new Totals(
                in.amount(), in.amount(), in.amount(), in.amount(), in.amount(), in.amount()));
  }
}
