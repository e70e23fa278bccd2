package althing.ledger.iou;

import static althing.ledger.iou.IouChain.person;
import static althing.ledger.iou.IouChain.sp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.iou.IouRefusal.AmountTooLarge;
import althing.ledger.iou.IouRefusal.PageOutOfRange;
import althing.ledger.iou.IouView.Page;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of IOUs, in Java and through the contract. */
class IouViewTest {

  private final IouChain people = IouChain.start();

  @Test
  void an_iou_answers_with_all_its_fields() {
    Hash id = people.issue("alice", "bob", sp(10), 30, true);
    people.does("bob", "transfer", id, person("carol"));

    List<?> fields = (List<?>) people.asks("iou", id).getFirst();

    assertThat(fields)
        .isEqualTo(
            List.of(
                id.toBytes(),
                person("alice"),
                person("bob"),
                person("bob"),
                sp(10).value(),
                sp(10).value(),
                sp(5).value(),
                BigInteger.ZERO,
                BigInteger.valueOf(30),
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ONE,
                true,
                person("carol"),
                BigInteger.ZERO));
  }

  @Test
  void numbers_about_accounts_are_answered() {
    people.issue("alice", "bob", 10);
    assertThat(people.asks("nonceOf", person("alice"))).containsExactly(BigInteger.ONE);
    assertThat(people.asks("nonceOf", person("bob"))).containsExactly(BigInteger.ZERO);
    assertThat(people.asks("debtBetween", person("alice"), person("bob")))
        .containsExactly(sp(10).value());
    assertThat(people.asks("debtBetween", person("bob"), person("alice")))
        .containsExactly(BigInteger.ZERO);
    assertThat(people.asks("trustOf", person("alice")))
        .containsExactly(BigInteger.valueOf(505_000));
    assertThat(people.asks("collateralFor", person("alice"), 1_000))
        .containsExactly(BigInteger.valueOf(495));
    Amount large = IouTerms.MAX_AMOUNT.plus(Amount.ONE);
    people.refuses(
        new AmountTooLarge(large, IouTerms.MAX_AMOUNT),
        "dave",
        "collateralFor",
        person("alice"),
        large);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void lists_are_read_in_pages_of_any_size(int size) {
    var issued = new ArrayList<Hash>();
    for (int i = 0; i < 7; i++) {
      issued.add(people.issue("alice", "bob", 1));
    }
    people.issue("bob", "alice", 1);
    issued.sort(null);

    var ofDebtor = new ArrayList<Hash>();
    Hash cursor = Hash.ZERO;
    do {
      Page page = IouView.ofDebtor(people.chain.state(), person("alice"), cursor, size);
      assertThat(page.ious()).hasSizeBetween(1, size);
      page.ious().forEach(iou -> ofDebtor.add(iou.id()));
      cursor = page.next();
    } while (!cursor.equals(Hash.ZERO));

    assertThat(ofDebtor).isEqualTo(issued);
    assertThat(idsOf(people.asks("iousOfHolder", person("bob"), Hash.ZERO, 100))).isEqualTo(issued);
  }

  @Test
  void a_page_of_the_contract_names_the_next() {
    people.issue("alice", "bob", 1);
    people.issue("alice", "bob", 1);
    List<Object> page = people.asks("iousOfDebtor", person("alice"), Hash.ZERO, 1);
    Hash next = Hash.wrap(((Bytes) page.get(1)).unsafeArray());
    List<Object> rest = people.asks("iousOfDebtor", person("alice"), next, 1);

    assertThat(idsOf(page)).hasSize(1);
    assertThat(idsOf(rest)).containsExactly(next);
    assertThat(rest.get(1)).isEqualTo(Hash.ZERO.toBytes());
  }

  @Test
  void ious_that_are_over_are_in_no_list_but_can_be_read() {
    Hash id = people.issue("alice", "bob", 10);
    people.does("bob", "present", id);
    assertThat(idsOf(people.asks("iousOfDebtor", person("alice"), Hash.ZERO, 100))).isEmpty();
    assertThat(idsOf(people.asks("iousOfHolder", person("bob"), Hash.ZERO, 100))).isEmpty();
    assertThat(people.iou(id).state()).isEqualTo(IouState.REDEEMED);
  }

  @Test
  void pages_have_one_to_a_hundred_entries() {
    for (int size : new int[] {0, 101, 65_535}) {
      people.refuses(
          new PageOutOfRange(BigInteger.valueOf(size), 100),
          "dave",
          "iousOfDebtor",
          person("alice"),
          Hash.ZERO,
          size);
    }
    assertThatThrownBy(
            () -> IouView.ofDebtor(people.chain.state(), person("alice"), Hash.ZERO, 101))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Hash> idsOf(List<Object> page) {
    return ((List<?>) page.getFirst())
        .stream()
            .map(iou -> Hash.wrap(((Bytes) ((List<?>) iou).getFirst()).unsafeArray()))
            .toList();
  }
}
