package althing.ledger.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The arithmetic of RULES 4 (R10). */
class TrustScoreTest {

  @Test
  void the_table_gives_the_published_sequence() throws IOException {
    long trust = TrustScore.START;
    for (JsonNode step : golden().path("trust_sequence_from_500000")) {
      trust =
          TrustScore.clamp(trust, Cause.valueOf(step.get(0).asString().toUpperCase(Locale.ROOT)));
      assertThat(trust).isEqualTo(step.get(1).asLong());
    }
  }

  @Test
  void idle_epochs_leave_what_is_published() throws IOException {
    for (JsonNode row : golden().path("trust_decay")) {
      assertThat(TrustScore.decayed(row.get(0).asLong(), row.get(1).asLong()))
          .isEqualTo(row.get(2).asLong());
    }
  }

  /** R10. */
  @ParameterizedTest
  @EnumSource
  void trust_stays_between_nothing_and_one(Cause cause) {
    for (long ppm : new long[] {0, 1, TrustScore.MAX - 1, TrustScore.MAX}) {
      assertThat(TrustScore.clamp(ppm, cause)).isBetween(0L, TrustScore.MAX);
      assertThat(new TrustScore(ppm, 5, 0).after(cause, 5).ppm())
          .isEqualTo(TrustScore.clamp(ppm, cause));
    }
  }

  /** R10: what is cut off at an end does not come back, so the order counts. */
  @Test
  void the_order_of_clamped_changes_matters() {
    var nearTop = new TrustScore(995_000, 5, 0);
    assertThat(nearTop.after(Cause.IOU_REDEEMED, 5).after(Cause.IOU_DEFAULTED, 5).ppm())
        .isEqualTo(900_000);
    assertThat(nearTop.after(Cause.IOU_DEFAULTED, 5).after(Cause.IOU_REDEEMED, 5).ppm())
        .isEqualTo(915_000);
  }

  /** Decay of a span is decay of its parts, for any parts (R1 of reputation holds here too). */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void decay_is_compositional(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      long ppm = random.nextLong(TrustScore.MAX + 1);
      int one = random.nextInt(800);
      int two = random.nextInt(800);
      assertThat(TrustScore.decayed(TrustScore.decayed(ppm, one), two))
          .isEqualTo(TrustScore.decayed(ppm, one + two));
    }
  }

  @Test
  void decay_ends_at_nothing_in_bounded_time() {
    assertThat(TrustScore.decayed(TrustScore.MAX, 973)).isPositive();
    assertThat(TrustScore.decayed(TrustScore.MAX, 974)).isZero();
    assertThat(TrustScore.decayed(TrustScore.MAX, Long.MAX_VALUE)).isZero();
  }

  @Test
  void only_epochs_without_a_change_decay() {
    var score = new TrustScore(500_000, 10, 0);
    assertThat(score.at(10)).isEqualTo(500_000);
    assertThat(score.at(11)).isEqualTo(500_000);
    assertThat(score.at(12)).isEqualTo(495_000);
    assertThat(score.at(41)).isEqualTo(369_839);
  }

  /** At most 20 000 an epoch, however the steps fall; losses give no room. */
  @Test
  void an_epoch_adds_at_most_its_limit() {
    var score = TrustScore.start(3).after(Cause.IOU_CREATED, 3).after(Cause.IOU_REDEEMED, 3);
    assertThat(score).isEqualTo(new TrustScore(520_000, 3, 20_000));
    assertThat(score.after(Cause.SUCCESSFUL_TRANSFER, 3)).isEqualTo(score);

    var fallen = score.after(Cause.FAILED_TRANSFER, 3);
    assertThat(fallen).isEqualTo(new TrustScore(470_000, 3, 20_000));
    assertThat(fallen.after(Cause.IOU_REDEEMED, 3)).isEqualTo(fallen);
    assertThat(fallen.after(Cause.IOU_REDEEMED, 4)).isEqualTo(new TrustScore(490_000, 4, 20_000));
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = TrustScoreTest.class.getResourceAsStream("/althing/rules-golden.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in).readAllBytes());
    }
  }
}
