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

  /** After {@code amount} came into being in a balance. */
  Totals minted(Amount amount) {
    return new Totals(balances.plus(amount), escrow, treasury, bond, burned, supply.plus(amount));
  }

  Totals more(Pot pot, Amount amount) {
    return with(pot, held(pot).plus(amount));
  }

  Totals less(Pot pot, Amount amount) {
    return with(pot, held(pot).minus(amount));
  }

  private Amount held(Pot pot) {
    return switch (pot) {
      case Pot.Balance _ -> balances;
      case Pot.Escrow _ -> escrow;
      case Pot.Treasury _ -> treasury;
      case Pot.Bond _ -> bond;
      case Pot.Burned _ -> burned;
    };
  }

  private Totals with(Pot pot, Amount held) {
    return switch (pot) {
      case Pot.Balance _ -> new Totals(held, escrow, treasury, bond, burned, supply);
      case Pot.Escrow _ -> new Totals(balances, held, treasury, bond, burned, supply);
      case Pot.Treasury _ -> new Totals(balances, escrow, held, bond, burned, supply);
      case Pot.Bond _ -> new Totals(balances, escrow, treasury, held, burned, supply);
      case Pot.Burned _ -> new Totals(balances, escrow, treasury, bond, held, supply);
    };
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
