package althing.ledger.account;

import althing.ledger.account.Money.Kind;
import althing.ledger.state.Overlay;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * Invariant I1 of RULES 1: no SP appears or vanishes. Checked for each transaction over the entries
 * it touched, and in full by {@code althing verify}.
 */
public final class Conservation {

  private Conservation() {}

  /**
   * Compares the entries that the transaction under way in {@code overlay} wrote with what it did
   * to the running totals.
   *
   * @param then the totals before the transaction
   * @return what is wrong, with the numbers; empty when I1 holds
   */
  public static Optional<String> check(Overlay overlay, Totals then) {
    Totals now = Money.totals(overlay);
    var moved = new Sums();
    overlay.forEachJournaled((key, before, after) -> {
      Kind kind = Money.kind(key);
      if (kind != Kind.NONE) {
        moved.add(kind, Money.held(kind, after).value());
        moved.add(kind, Money.held(kind, before).value().negate());
      }
    });
    return moved
        .mismatch(then, now)
        .or(() ->
            now.holds() ? Optional.empty() : Optional.of("I1 is broken by the totals: " + now));
  }

  /** Compares the sum of all {@code entries} with the totals; for verification as a whole. */
  public static Optional<String> checkAll(Totals now, Map<Bytes, Bytes> entries) {
    var sums = new Sums();
    entries.forEach((key, value) -> {
      Kind kind = Money.kind(key);
      sums.add(kind, Money.held(kind, value).value());
    });
    return sums.mismatch(Totals.NONE, now)
        .or(() -> now.holds() ? Optional.empty() : Optional.of("I1 is broken: " + now));
  }

  private static final class Sums {
    private BigInteger balances = BigInteger.ZERO;
    private BigInteger escrow = BigInteger.ZERO;
    private BigInteger treasury = BigInteger.ZERO;
    private BigInteger bond = BigInteger.ZERO;

    void add(Kind kind, BigInteger amount) {
      switch (kind) {
        case BALANCE -> balances = balances.add(amount);
        case ESCROW -> escrow = escrow.add(amount);
        case TREASURY -> treasury = treasury.add(amount);
        case BOND -> bond = bond.add(amount);
        case NONE -> {}
      }
    }

    Optional<String> mismatch(Totals then, Totals now) {
      return differs("balances", balances, then.balances(), now.balances())
          .or(() -> differs("escrow", escrow, then.escrow(), now.escrow()))
          .or(() -> differs("treasury", treasury, then.treasury(), now.treasury()))
          .or(() -> differs("bond", bond, then.bond(), now.bond()));
    }

    private static Optional<String> differs(
        String what, BigInteger entries, Amount then, Amount now) {
      BigInteger total = now.value().subtract(then.value());
      return total.equals(entries)
          ? Optional.empty()
          : Optional.of(
              "%s: entries changed by %s, the running total by %s".formatted(what, entries, total));
    }
  }
}
