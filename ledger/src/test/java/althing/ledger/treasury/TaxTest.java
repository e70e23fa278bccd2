package althing.ledger.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaxTest {

  /** E3: the golden vectors, half cases among them. */
  @ParameterizedTest(name = "{0} SP")
  @CsvSource({
    "0, 0",
    "1, 1",
    "2, 1",
    "24, 1",
    "25, 1",
    "26, 1",
    "50, 1",
    "74, 1",
    "75, 2",
    "76, 2",
    "100, 2",
    "125, 2",
    "175, 4",
    "225, 4",
    "325, 6",
    "425, 8",
    "525, 10",
    "1000, 20",
    "12345, 247",
    "999999, 20000",
    "1000000000000, 20000000000"
  })
  void tax_is_two_per_cent_rounded_half_to_even(long reward, long tax) {
    assertThat(Tax.of(reward)).isEqualTo(tax);
  }

  /** E4, E21: no reward is taxed beyond itself, and none that is paid escapes tax. */
  @Test
  void tax_never_exceeds_the_reward_and_is_never_nothing() {
    for (long reward = 1; reward < 100_000; reward++) {
      assertThat(Tax.of(reward)).isBetween(1L, reward);
    }
  }
}
