package althing.ledger.iou;

import static althing.ledger.iou.IouChain.person;
import static althing.ledger.iou.IouChain.sp;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.iou.IouEvent.ArcNetted;
import althing.ledger.iou.IouEvent.Netted;
import althing.ledger.trust.TrustEvent;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Netting on the chain: IOUs carry what circles take off (RULES 11, E18). */
class IouNettingTest {

  private final IouChain people = IouChain.start();

  @Test
  void a_circle_is_taken_off_at_the_tick() {
    Hash ab = people.issue("alice", "bob", 50);
    Hash bc = people.issue("bob", "carol", 30);
    Hash ca = people.issue("carol", "alice", 40);

    people.passEpochs(1);

    assertThat(people.iou(ab).outstanding()).isEqualTo(sp(20));
    assertThat(people.iou(ab).state()).isEqualTo(IouState.OPEN);
    assertThat(people.iou(bc).state()).isEqualTo(IouState.NETTED);
    assertThat(people.iou(ca).outstanding()).isEqualTo(sp(10));
    assertThat(people.debt("bob", "carol")).isEqualTo(Amount.ZERO);
    assertThat(people.events(ArcNetted.class))
        .hasSize(3)
        .allMatch(arc -> arc.amount().equals(sp(30)));
  }

  /** The vector of the rules with accounts in place of letters. */
  @Test
  void the_published_example_leaves_sixty_of_a_hundred_and_sixty() {
    List<String> names =
        List.of("alice", "bob", "carol", "dave").stream()
            .sorted((one, other) -> person(one).compareTo(person(other)))
            .toList();
    String a = names.get(0);
    String b = names.get(1);
    String c = names.get(2);
    String d = names.get(3);
    people.issue(a, b, 50);
    people.issue(b, a, 5);
    people.issue(b, c, 30);
    people.issue(c, a, 40);
    people.issue(c, d, 10);
    people.issue(d, b, 25);

    people.passEpochs(1);

    assertThat(people.debt(a, b)).isEqualTo(sp(15));
    assertThat(people.debt(b, a)).isEqualTo(Amount.ZERO);
    assertThat(people.debt(b, c)).isEqualTo(Amount.ZERO);
    assertThat(people.debt(c, a)).isEqualTo(sp(10));
    assertThat(people.debt(c, d)).isEqualTo(sp(10));
    assertThat(people.debt(d, b)).isEqualTo(sp(25));
  }

  @Test
  void the_oldest_ious_of_a_pair_carry_it() {
    Hash first = people.issue("alice", "bob", 10);
    Hash second = people.issue("alice", "bob", 10);
    Hash third = people.issue("alice", "bob", 10);
    people.issue("bob", "alice", 14);

    people.passEpochs(1);

    assertThat(people.iou(first).state()).isEqualTo(IouState.NETTED);
    assertThat(people.iou(second).outstanding()).isEqualTo(sp(6));
    assertThat(people.iou(third).outstanding()).isEqualTo(sp(10));
  }

  /** The collateral shrinks with the debt, and never below its share. */
  @Test
  void collateral_shrinks_in_proportion_rounded_up() {
    Hash id = people.issue("alice", "bob", Amount.of(101), 30, false);
    assertThat(people.iou(id).collateral()).isEqualTo(Amount.of(51));
    people.issue("bob", "alice", Amount.of(50), 30, false);

    people.passEpochs(1);

    assertThat(people.iou(id).outstanding()).isEqualTo(Amount.of(51));
    assertThat(people.escrow(id)).isEqualTo(Amount.of(26));
    Netted netted =
        people.events(Netted.class).stream()
            .filter(e -> e.id().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(netted.collateral()).isEqualTo(Amount.of(25));
  }

  /** E21: many small reductions never release more than one large one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7})
  void collateral_is_not_nibbled_away(long step) {
    Iou iou = people.iou(people.issue("alice", "bob", Amount.of(101), 30, false));
    Iou whole = iou;
    for (long left = 101 - step; left > 0; left -= step) {
      Amount owed = Amount.of(left);
      iou = iou.owing(owed, iou.collateralFor(owed));
      assertThat(iou.collateral()).isGreaterThanOrEqualTo(whole.collateralFor(owed));
      assertThat(iou.collateral()).isLessThanOrEqualTo(whole.collateral());
    }
  }

  /** E18; presented IOUs are being paid already. */
  @Test
  void only_open_and_undisputed_ious_take_part() {
    Hash disputed = people.issue("alice", "bob", 10);
    Hash presented = people.issue("alice", "bob", 100);
    Hash back = people.issue("bob", "alice", 20);
    people.does("alice", "dispute", disputed);
    people.keepOnly("alice", sp(4)).does("bob", "present", presented);

    people.passEpochs(1);

    assertThat(people.events(ArcNetted.class)).isEmpty();
    assertThat(people.iou(disputed).outstanding()).isEqualTo(sp(10));
    assertThat(people.iou(back).outstanding()).isEqualTo(sp(20));
  }

  @Test
  void netting_moves_no_trust_and_repeats_nothing() {
    people.issue("alice", "bob", 10);
    people.issue("bob", "alice", 10);
    int changes = people.events(TrustEvent.Changed.class).size();

    people.passEpochs(3);

    assertThat(people.events(TrustEvent.Changed.class)).hasSize(changes);
    assertThat(people.events(ArcNetted.class)).hasSize(2);
  }

  /** Netting follows the holder, not the first creditor. */
  @Test
  void a_transferred_iou_closes_a_circle_of_its_new_holder() {
    Hash id = people.issue("alice", "bob", 10);
    Hash back = people.issue("carol", "alice", 10);
    people.does("bob", "transfer", id, person("carol"));

    people.passEpochs(1);

    assertThat(people.iou(id).state()).isEqualTo(IouState.NETTED);
    assertThat(people.iou(back).state()).isEqualTo(IouState.NETTED);
  }

  /** RULES 0: however the budget cuts the tick, the same is left. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 7, 11})
  void any_budget_leaves_the_same_debts(long budget) {
    assertThat(debtsAfter(budget, 930)).isEqualTo(debtsAfter(20_000, 930));
  }

  /** E18, L17: other insertion orders, the same debts between accounts. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void the_order_in_which_ious_are_issued_does_not_matter(long seed) {
    assertThat(debtsAfter(20_000, seed)).isEqualTo(debtsAfter(20_000, 930));
  }

  private record Debt(String debtor, String creditor, long whole) {}

  private static Map<Bytes, Bytes> debtsAfter(long budget, long seed) {
    var debts = new ArrayList<Debt>();
    var random = new Random(42);
    List<String> names = List.of("alice", "bob", "carol", "dave");
    for (int i = 0; i < 40; i++) {
      int debtor = random.nextInt(4);
      int creditor = (debtor + 1 + random.nextInt(3)) % 4;
      debts.add(new Debt(names.get(debtor), names.get(creditor), 1 + random.nextInt(30)));
    }
    Collections.shuffle(debts, new Random(seed));
    IouChain people = IouChain.withTickBudget(budget);
    debts.forEach(debt -> people.issue(debt.debtor(), debt.creditor(), debt.whole()));
    people.passEpochs(1);
    var sums = new TreeMap<>(people.chain.entries());
    Bytes prefix = Bytes.of((byte) IouKeys.PREFIX, (byte) 'p');
    sums.keySet().removeIf(key -> !key.startsWith(prefix));
    assertThat(sums).isNotEmpty();
    return sums;
  }
}
