package althing.governance.proposals;

import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.Golden;
import althing.governance.proposals.Deciding.Step;
import althing.governance.proposals.Deciding.Verdict;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** RULES 8 and ATTACKS G4 to G9: what a tally means, and when. */
class DecidingTest {

  private static final long MEMBERS = 1_000_000_000L;

  /** 14 epochs; yes 100 to 50 % over 10, support 50 to 5 % over 14; 2 epochs to confirm. */
  private static final Track.Terms CONFIG =
      new Track.Terms(
          50,
          1,
          14,
          2,
          1,
          10,
          new Curve(1_000_000_000, 500_000_000, 10),
          new Curve(500_000_000, 50_000_000, 14));

  private Deciding deciding = Deciding.begin(100, CONFIG);

  private static Tally tally(long yes, long no, long supportPercent) {
    return new Tally(yes, no, MEMBERS / 100 * supportPercent);
  }

  /** Looks at a tally when each epoch up to {@code last} begins; the last verdict. */
  private Optional<Verdict> lookUntil(long last, Tally tally) {
    Optional<Verdict> verdict = Optional.empty();
    for (long epoch = 101; epoch <= last && verdict.isEmpty(); epoch++) {
      Step step = deciding.look(epoch, CONFIG, tally, MEMBERS);
      deciding = step.next();
      verdict = step.verdict();
    }
    return verdict;
  }

  private Optional<Verdict> look(long epoch, Tally tally) {
    Step step = deciding.look(epoch, CONFIG, tally, MEMBERS);
    deciding = step.next();
    return step.verdict();
  }

  @Test
  void thresholds_are_those_of_the_vectors() {
    for (JsonNode row : Golden.section("linear_threshold")) {
      var curve = new Curve(row.get(0).asLong(), row.get(1).asLong(), row.get(2).asLong());
      assertThat(curve.at(row.get(3).asLong()))
          .describedAs("%s", row)
          .isEqualTo(row.get(4).asLong());
    }
  }

  /** G9: equality passes, at time 0, at the length and after it. */
  @Test
  void a_share_that_is_exactly_what_is_needed_is_enough() {
    var curve = new Curve(1_000_000_000, 500_000_000, 10);
    for (long at : new long[] {0, 1, 9, 10, 11, 100}) {
      BigInteger whole = BigInteger.valueOf(Curve.WHOLE);
      BigInteger exact = BigInteger.valueOf(curve.at(at));
      assertThat(curve.isMet(exact, whole, at)).isTrue();
      assertThat(curve.isMet(exact.subtract(BigInteger.ONE), whole, at)).isFalse();
    }
  }

  /** G4. */
  @Test
  void a_tie_is_rejected() {
    assertThat(lookUntil(200, tally(500, 500, 100))).contains(Verdict.REJECTED);
    assertThat(deciding.ends()).isEqualTo(114);
  }

  /** G5. */
  @Test
  void without_votes_it_is_rejected_at_the_end() {
    assertThat(lookUntil(113, Tally.NONE)).isEmpty();
    assertThat(look(114, Tally.NONE)).contains(Verdict.REJECTED);
  }

  /** G6. */
  @Test
  void yes_of_all_without_support_is_rejected() {
    assertThat(lookUntil(200, tally(100, 0, 4))).contains(Verdict.REJECTED);
    assertThat(deciding.found()).isFalse();
  }

  /** G3: however clear it is, it has to pass for the time of confirmation. */
  @Test
  void what_all_want_is_confirmed_before_it_is_approved() {
    assertThat(look(101, tally(100, 0, 100))).isEmpty();
    assertThat(look(102, tally(100, 0, 100))).isEmpty();
    assertThat(look(103, tally(100, 0, 100))).contains(Verdict.APPROVED);
  }

  @Test
  void approval_comes_when_the_curves_have_fallen_to_it() {
    // 75 % of yes is enough from the 5th epoch on; 20 % of support from the 10th on.
    assertThat(lookUntil(200, tally(75, 25, 20))).contains(Verdict.APPROVED);
    assertThat(deciding.confirmingSince()).isEqualTo(110);
  }

  /** G8. */
  @Test
  void a_break_begins_the_confirmation_anew() {
    assertThat(look(101, tally(100, 0, 100))).isEmpty();
    assertThat(look(102, tally(60, 40, 100))).isEmpty();
    assertThat(deciding.confirmingSince()).isZero();
    assertThat(look(103, tally(100, 0, 100))).isEmpty();
    assertThat(look(104, tally(100, 0, 100))).isEmpty();
    assertThat(look(105, tally(100, 0, 100))).contains(Verdict.APPROVED);
  }

  @Test
  void what_is_being_confirmed_at_the_end_is_confirmed_after_it() {
    assertThat(lookUntil(113, Tally.NONE)).isEmpty();
    assertThat(look(114, tally(100, 0, 100))).isEmpty();
    assertThat(look(115, tally(100, 0, 100))).isEmpty();
    assertThat(look(116, tally(100, 0, 100))).contains(Verdict.APPROVED);
  }

  @Test
  void a_confirmation_that_breaks_after_the_end_is_a_rejection() {
    assertThat(lookUntil(113, Tally.NONE)).isEmpty();
    assertThat(look(114, tally(100, 0, 100))).isEmpty();
    assertThat(look(115, tally(50, 50, 100))).contains(Verdict.REJECTED);
  }

  /** G7. */
  @Test
  void a_flip_in_the_last_quarter_puts_the_end_off() {
    assertThat(lookUntil(112, Tally.NONE)).isEmpty();
    assertThat(look(113, tally(100, 0, 100))).isEmpty();
    assertThat(deciding.ends()).isEqualTo(115);
    assertThat(deciding.extended()).isEqualTo(1);
  }

  @Test
  void a_flip_before_the_last_quarter_changes_no_end() {
    assertThat(look(105, tally(100, 0, 100))).isEmpty();
    assertThat(look(106, Tally.NONE)).isEmpty();
    assertThat(deciding.ends()).isEqualTo(114);
  }

  /** G7: who flips it again and again wins half of the time for the decision and no more. */
  @Test
  void the_end_is_put_off_by_half_of_the_decision_at_most() {
    boolean yes = false;
    Optional<Verdict> verdict = Optional.empty();
    long epoch = 101;
    for (; verdict.isEmpty(); epoch++) {
      yes = !yes;
      verdict = look(epoch, yes ? tally(100, 0, 100) : Tally.NONE);
      assertThat(deciding.ends()).isLessThanOrEqualTo(121);
    }
    assertThat(epoch).isLessThanOrEqualTo(123);
    assertThat(verdict).contains(Verdict.REJECTED);
  }

  @Test
  void support_that_was_there_once_is_remembered() {
    look(101, tally(0, 100, 50));
    assertThat(deciding.found()).isTrue();
    look(102, Tally.NONE);
    assertThat(deciding.found()).isTrue();
  }
}
