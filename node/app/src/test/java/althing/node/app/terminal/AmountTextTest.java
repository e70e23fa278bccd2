package althing.node.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Amount;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTextTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1000000000000000000",
    "1.5, 1500000000000000000",
    "0.000000000000000001, 1",
    "2sp, 2000000000000000000",
    "2 SP, 2000000000000000000",
    "20gwei, 20000000000",
    "0.5gwei, 500000000",
    "7wei, 7",
    "0, 0"
  })
  void amounts_are_read_in_their_unit(String text, BigInteger units) {
    assertThat(AmountText.parse(text.replace(" ", "")).value()).isEqualTo(units);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1e18", "0x10", "one", "1.", ".5", "1.5wei", "1 2", "1,5"})
  void anything_else_is_refused_with_an_example(String text) {
    assertThatThrownBy(() -> AmountText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  /** E2: an amount beyond 256 bits is refused, not cut. */
  @Test
  void an_amount_beyond_256_bits_is_refused() {
    assertThatThrownBy(() -> AmountText.parse("1" + "0".repeat(60)))
        .hasMessageContaining("out of range");
  }

  @Test
  void amounts_are_written_in_sp_without_needless_zeros() {
    assertThat(AmountText.format(Amount.ofSp(10_000))).isEqualTo("10000");
    assertThat(AmountText.format(AmountText.parse("1.50"))).isEqualTo("1.5");
    assertThat(AmountText.format(Amount.ONE)).isEqualTo("0.000000000000000001");
    assertThat(AmountText.format(Amount.ZERO)).isEqualTo("0");
  }
}
