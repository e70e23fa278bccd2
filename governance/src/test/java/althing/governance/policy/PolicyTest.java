package althing.governance.policy;

import static org.assertj.core.api.Assertions.assertThat;

import althing.governance.Golden;
import althing.ledger.port.PolicyModules.Decay;
import althing.ledger.state.EmptyState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The rules that can be replaced, in the version that the network begins with. */
class PolicyTest {

  private static final long UNIT = 1_000_000;
  private static final Decay DECAY = BuiltInPolicy.DECAY;

  private final BuiltInPolicy policy = new BuiltInPolicy();

  @Test
  void weights_are_those_of_the_vectors() {
    for (JsonNode row : Golden.section("weight_centi")) {
      assertThat(VoteWeight.of(UNIT * row.get(0).asLong(), UNIT * row.get(1).asLong()))
          .describedAs("%s", row)
          .isEqualTo(row.get(2).asLong());
    }
    for (JsonNode row : Golden.section("weight_centi_urep")) {
      assertThat(VoteWeight.of(row.get(0).asLong(), row.get(1).asLong()))
          .describedAs("%s", row)
          .isEqualTo(row.get(2).asLong());
    }
  }

  /**
   * R4: w is the weight if 2^(2(w−100)−1) ≤ x^200 &lt; 2^(2(w−100)+1), where x = (T+1)(S+1): half
   * up, said without logarithms and without the steps of the code.
   */
  @Test
  void weights_are_exact() {
    var random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      long total = Math.abs(random.nextLong()) >>> random.nextInt(19, 63);
      long special = total == 0 ? 0 : Math.abs(random.nextLong()) % (total + 1);
      assertWeight(total, special);
    }
    for (int bits = 0; bits <= 44; bits++) {
      for (long near = -1; near <= 1; near++) {
        long total = Math.max(0, UNIT * ((1L << bits) - 1) + near);
        assertWeight(total, 0);
        assertWeight(total, total);
      }
    }
  }

  private static void assertWeight(long total, long special) {
    long weight = VoteWeight.of(total, special);
    BigInteger unit = BigInteger.valueOf(UNIT);
    BigInteger x =
        BigInteger.valueOf(total).add(unit).multiply(BigInteger.valueOf(special).add(unit));
    BigInteger power = x.pow(200);
    BigInteger one = unit.pow(400);
    long k = 2 * (weight - 100) - 1;
    assertThat(k < 0 || power.compareTo(one.shiftLeft((int) k)) >= 0)
        .describedAs("%d, %d weigh %d", total, special, weight)
        .isTrue();
    assertThat(power.compareTo(one.shiftLeft((int) k + 2)) < 0)
        .describedAs("%d, %d weigh %d", total, special, weight)
        .isTrue();
  }

  /** R5. */
  @Test
  void weights_never_fall_when_reputation_grows() {
    long before = 0;
    for (long total = 0; total < 2_000 * UNIT; total += 777_777) {
      long now = VoteWeight.of(total, 0);
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    before = 0;
    for (long special = 0; special < 2_000 * UNIT; special += 777_777) {
      long now = VoteWeight.of(2_000 * UNIT, special);
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
  }

  @Test
  void decay_is_that_of_the_vectors() {
    for (JsonNode row : Golden.section("decay_once")) {
      assertThat(DECAY.after(row.get(0).asLong())).isEqualTo(row.get(1).asLong());
    }
    for (JsonNode row : Golden.section("decay_n")) {
      long value = row.get(0).asLong();
      for (int i = 0; i < row.get(1).asInt(); i++) {
        value = DECAY.after(value);
      }
      assertThat(value).describedAs("%s", row).isEqualTo(row.get(2).asLong());
    }
  }

  /** D9, D10: every value reaches nothing, and none stays what it is. */
  @Test
  void decay_equals_exact_arithmetic_and_always_ends() {
    var random = new Random(9);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
      long exact =
          new BigDecimal(value)
              .multiply(new BigDecimal(99))
              .movePointLeft(2)
              .toBigInteger()
              .longValueExact();
      assertThat(DECAY.after(value)).isEqualTo(exact < 100_000 ? 0 : exact);
    }
    long left = 1L << 62;
    int ticks = 0;
    while (left > 0) {
      assertThat(DECAY.after(left)).isLessThan(left);
      left = DECAY.after(left);
      ticks++;
    }
    assertThat(ticks).isEqualTo(3_131);
  }

  /** D13: who says "1 day" or brings a shill that says "365 days" gains no more than a fifth. */
  @Test
  void scores_of_bids_are_those_of_the_vectors() {
    JsonNode auction = Golden.section("auction");
    long max = auction.get("max").asLong();
    long maxReputation = 0;
    long minDays = Long.MAX_VALUE;
    for (JsonNode bid : auction.get("bids")) {
      maxReputation = Math.max(maxReputation, bid.get(3).asLong());
      minDays = Math.min(minDays, bid.get(4).asLong());
    }
    for (JsonNode bid : auction.get("bids")) {
      long score =
          policy.auctionScore(
              EmptyState.INSTANCE,
              bid.get(2).asLong(),
              max,
              bid.get(3).asLong(),
              maxReputation,
              bid.get(4).asLong(),
              minDays);
      assertThat(score)
          .describedAs("%s", bid)
          .isEqualTo(auction.get("scores").get(bid.get(1).asString()).asLong());
    }
  }
}
