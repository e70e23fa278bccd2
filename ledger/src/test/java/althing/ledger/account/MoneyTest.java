package althing.ledger.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.EmptyState;
import althing.ledger.state.Overlay;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SP moves between pots and none is lost (RULES 1). */
class MoneyTest {

  private static final Address ALICE = Address.system(0xa11ce);
  private static final Address BOB = Address.system(0xb0b);
  private static final Hash ID = Hash.wrap(new byte[Hash.SIZE]);
  private static final Pot BURNED = new Pot.Burned();

  /** The last is the only one that nothing leaves. */
  private static final List<Pot> POTS =
      List.of(
          new Pot.Balance(ALICE),
          new Pot.Balance(BOB),
          new Pot.Escrow(ID),
          new Pot.Treasury(0),
          new Pot.Treasury(7),
          new Pot.Bond(ALICE),
          new Pot.Bond(BOB),
          BURNED);

  private final Overlay state = new Overlay(EmptyState.INSTANCE);

  static Stream<Pot> pots() {
    return POTS.stream();
  }

  @Test
  void sp_moves_from_any_pot_to_any_other_and_the_totals_keep_up() {
    Money.mint(state, ALICE, Amount.of(100));
    for (Pot from : POTS.subList(0, POTS.size() - 1)) {
      for (Pot to : POTS) {
        state.begin();
        Totals before = Money.totals(state);
        Money.move(state, new Pot.Balance(ALICE), from, Amount.of(10));
        long given = held(from);
        long taken = held(to);
        Money.move(state, from, to, Amount.of(4));
        assertThat(Conservation.check(state, before)).describedAs("%s to %s", from, to).isEmpty();
        if (!from.equals(to)) {
          assertThat(held(from)).isEqualTo(given - 4);
          assertThat(held(to)).isEqualTo(taken + 4);
        }
        state.rollback();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pots")
  void no_pot_gives_more_than_it_holds(Pot from) {
    Money.mint(state, ALICE, Amount.of(100));
    if (!from.equals(BURNED)) {
      Money.move(state, POTS.get(0), from, Amount.of(3));
    }
    assertThatThrownBy(() -> Money.move(state, from, POTS.get(1), Amount.of(101)))
        .isInstanceOfAny(ArithmeticException.class, IllegalStateException.class);
  }

  @Test
  void what_is_burned_is_counted() {
    Money.mint(state, ALICE, Amount.of(100));
    Money.move(state, POTS.get(0), BURNED, Amount.of(40));
    assertThat(Money.totals(state).burned()).isEqualTo(Amount.of(40));
    assertThat(Money.totals(state).holds()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("pots")
  void decoding_undoes_encoding(Pot pot) {
    var out = new RlpWriter();
    pot.encode(out);
    assertThat(Pot.decode(RlpReader.of(out.toBytes()))).isEqualTo(pot);
  }

  @Test
  void an_unknown_pot_is_refused() {
    byte[] encoded = RlpWriter.encodeList(out -> out.number(5));
    assertThatThrownBy(() -> Pot.decode(RlpReader.of(encoded)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("unknown pot 5");
  }

  private long held(Pot pot) {
    Amount held =
        switch (pot) {
          case Pot.Balance p -> Money.account(state, p.account()).balance();
          case Pot.Escrow p -> Money.escrow(state, p.id());
          case Pot.Treasury p -> Money.treasury(state, p.channel());
          case Pot.Bond p -> Money.bond(state, p.account());
          case Pot.Burned _ -> Money.totals(state).burned();
        };
    return held.toLongExact();
  }
}
