package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.MalformedException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AbiTypeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "uint uint256",
        "int[] int256[]",
        "tuple(uint,bytes4)[2][] (uint256,bytes4)[2][]",
        "(address,(bool,string)[]) (address,(bool,string)[])",
        "() ()"
      })
  void a_name_is_brought_to_its_canonical_form(String text, String canonical) {
    assertThat(AbiType.parse(text).canonical()).isEqualTo(canonical);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void the_canonical_form_of_any_type_reads_back(long seed) {
    var abi = new RandomAbi(new Random(seed));
    for (int i = 0; i < 200; i++) {
      AbiType type = abi.type(4);
      assertThat(AbiType.parse(type.canonical())).isEqualTo(type);
    }
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        "uint7",
        "uint264",
        "uint0",
        "uint08",
        "int300",
        "bytes0",
        "bytes33",
        "byte",
        "Uint8",
        "uint8[",
        "uint8[0]",
        "uint8[-1]",
        "uint8[01]",
        "uint8]",
        "uint8[9999999]",
        "uint8 ",
        "(uint8",
        "(uint8,)",
        "(,uint8)",
        "uint8)",
        "(uint8))",
        "((),uint8)",
        "()[]",
        "()[2]",
        "fixed",
        "ufixed128x18",
        "function",
        "mapping",
        "uint8[1048575][1048575]"
      })
  void what_is_no_type_is_refused(String text) {
    assertThatThrownBy(() -> AbiType.parse(text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void nesting_and_size_are_bounded() {
    assertThat(AbiType.parse("uint8" + "[]".repeat(16)).depth()).isEqualTo(16);
    assertThatThrownBy(() -> AbiType.parse("uint8" + "[]".repeat(17)))
        .hasMessage("ABI type nested deeper than 16");
    assertThatThrownBy(() -> AbiType.parse("(".repeat(1_000)))
        .hasMessage("ABI type nested deeper than 16");
    assertThatThrownBy(() -> AbiType.parse("uint8[32769]"))
        .hasMessage("ABI type of 1048608 bytes, limit 1048576");
    assertThatThrownBy(() -> AbiType.parse("u".repeat(5_000)))
        .hasMessage("ABI type of more than 4096 characters");
  }
}
