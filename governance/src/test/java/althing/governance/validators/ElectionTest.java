package althing.governance.validators;

import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.validators.Election.Nominee;
import althing.governance.validators.Election.Standing;
import althing.governance.validators.Election.Terms;
import althing.ledger.types.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RULES 13 and ATTACKS R9: who gets the seats. */
class ElectionTest {

  private static final Terms SEVEN = new Terms(7, 4, 1_050_000);

  private final Map<Address, Nominee> nominees = new TreeMap<>();

  private static Address account(int number) {
    return Address.system(0x30000 + number);
  }

  private static List<Address> accounts(int... numbers) {
    return IntStream.of(numbers).mapToObj(ElectionTest::account).toList();
  }

  private ElectionTest candidate(int number, long reputation) {
    return candidate(number, reputation, Standing.QUALIFIED);
  }

  private ElectionTest candidate(int number, long reputation, Standing standing) {
    nominees.put(account(number), new Nominee(number, reputation, reputation, standing));
    return this;
  }

  private List<Address> elect(Terms terms, int... sitting) {
    return Election.elect(accounts(sitting), nominees, terms);
  }

  @Test
  void a_challenger_needs_more_than_105_per_cent() {
    for (int i = 0; i < 7; i++) {
      candidate(i, 1_000 + 10 * i);
    }
    candidate(8, 1_050);
    assertThat(elect(SEVEN, 0, 1, 2, 3, 4, 5, 6)).isEqualTo(accounts(0, 1, 2, 3, 4, 5, 6));
    candidate(8, 1_051);
    assertThat(elect(SEVEN, 0, 1, 2, 3, 4, 5, 6)).isEqualTo(accounts(8, 1, 2, 3, 4, 5, 6));
  }

  @Test
  void a_third_of_the_seats_changes_hands_at_once_at_the_most() {
    for (int i = 0; i < 7; i++) {
      candidate(i, 1_000 + i);
      candidate(10 + i, 2_000 + i);
    }
    List<Address> first = elect(SEVEN, 0, 1, 2, 3, 4, 5, 6);
    assertThat(first).isEqualTo(accounts(16, 15, 2, 3, 4, 5, 6));
    assertThat(Election.elect(first, nominees, SEVEN)).isEqualTo(accounts(16, 15, 14, 13, 4, 5, 6));
  }

  @Test
  void ties_go_to_who_registered_earlier() {
    for (int i = 0; i < 4; i++) {
      candidate(i, 1_000);
    }
    candidate(9, 500).candidate(8, 500).candidate(7, 500);
    assertThat(elect(new Terms(5, 4, 1_050_000), 0, 1, 2, 3)).isEqualTo(accounts(0, 1, 2, 3, 7));
  }

  @Test
  void a_set_grows_by_a_third_at_once() {
    for (int i = 0; i < 8; i++) {
      candidate(i, 1_000 - i);
    }
    assertThat(elect(SEVEN, 0, 1, 2, 3)).isEqualTo(accounts(0, 1, 2, 3, 4));
    assertThat(elect(SEVEN, 0, 1, 2, 3, 4, 5)).isEqualTo(accounts(0, 1, 2, 3, 4, 5, 6));
  }

  @Test
  void who_was_found_out_goes_at_once_and_others_besides() {
    for (int i = 0; i < 7; i++) {
      candidate(i, 1_000 + i);
      candidate(10 + i, 2_000 + i);
    }
    candidate(3, 0, Standing.BARRED)
        .candidate(4, 0, Standing.BARRED)
        .candidate(5, 0, Standing.BARRED);
    assertThat(elect(SEVEN, 0, 1, 2, 3, 4, 5, 6)).isEqualTo(accounts(0, 1, 2, 16, 15, 14, 6));
  }

  @Test
  void with_fewer_than_four_candidates_who_sits_keeps_its_seat() {
    candidate(0, 1_000).candidate(1, 900).candidate(2, 50, Standing.INCUMBENT_ONLY);
    candidate(3, 40, Standing.INCUMBENT_ONLY);
    assertThat(elect(SEVEN, 0, 1, 2, 3)).isEqualTo(accounts(0, 1, 2, 3));
    candidate(9, 800);
    assertThat(elect(SEVEN, 0, 1, 2, 3)).isEqualTo(accounts(0, 1, 2, 9));
    candidate(3, 40, Standing.BARRED).candidate(9, 800, Standing.INCUMBENT_ONLY);
    assertThat(elect(SEVEN, 0, 1, 2, 3)).isEqualTo(accounts(0, 1, 2));
  }

  @Test
  void who_is_no_candidate_at_all_keeps_its_seat_until_others_can_take_it() {
    assertThat(elect(SEVEN, 0, 1, 2, 3)).isEqualTo(accounts(0, 1, 2, 3));
  }

  @Test
  void there_is_always_a_validator() {
    candidate(0, 0, Standing.BARRED);
    assertThat(elect(SEVEN, 0)).isEqualTo(accounts(0));
  }

  @Test
  void seats_that_shall_not_be_are_given_up_by_the_weakest() {
    for (int i = 0; i < 7; i++) {
      candidate(i, 1_000 + i);
    }
    assertThat(elect(new Terms(4, 4, 1_050_000), 0, 1, 2, 3, 4, 5, 6))
        .isEqualTo(accounts(2, 3, 4, 5, 6));
  }

  /**
   * Whatever comes, no more changes than may, and nobody sits twice or without being allowed to.
   */
  @Test
  void random_elections_keep_the_rules() {
    var random = new Random(13);
    for (int round = 0; round < 20_000; round++) {
      nominees.clear();
      int known = 1 + random.nextInt(20);
      for (int i = 0; i < known; i++) {
        candidate(i, random.nextInt(3_000), Standing.values()[random.nextInt(3)]);
      }
      var sitting = new ArrayList<Address>();
      for (int i = 0; i < 22; i++) {
        if (random.nextInt(3) == 0 || i == 21 && sitting.isEmpty()) {
          sitting.add(account(i));
        }
      }
      var terms = new Terms(1 + random.nextInt(10), 1 + random.nextInt(5), 1_050_000);
      List<Address> after = Election.elect(sitting, nominees, terms);

      assertThat(after).isNotEmpty().doesNotHaveDuplicates();
      var came = new HashSet<>(after);
      sitting.forEach(came::remove);
      assertThat(came).allMatch(a -> nominees.get(a).standing() == Standing.QUALIFIED);
      long barred = sitting.stream().filter(this::isBarred).count();
      var went = new HashSet<>(sitting);
      after.forEach(went::remove);
      long limit = Math.max(barred, Math.max(1, sitting.size() / 3));
      assertThat((long) Math.max(came.size(), went.size()))
          .describedAs("%s to %s of %s", sitting, after, nominees)
          .isLessThanOrEqualTo(limit);
      if (barred < sitting.size()) {
        assertThat(after).noneMatch(this::isBarred);
      }
      assertThat(Election.elect(sitting, nominees, terms)).isEqualTo(after);
    }
  }

  private boolean isBarred(Address account) {
    Nominee nominee = nominees.get(account);
    return nominee != null && nominee.standing() == Standing.BARRED;
  }
}
