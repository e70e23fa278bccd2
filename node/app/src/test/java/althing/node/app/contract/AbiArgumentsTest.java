package althing.node.app.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.abi.AbiType;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbiArgumentsTest {

  @Test
  void text_becomes_the_values_of_the_types() {
    assertThat(
            parse(
                "(address,uint256,uint256,uint8,int8,bool,bytes4,bytes,string)",
                "0x0000000000000000000000000000000000001001",
                "5sp",
                "0xff",
                "7",
                "-3",
                "TRUE",
                "0x12345678",
                "0x",
                "a, b"))
        .containsExactly(
            Address.system(0x1001),
            Amount.ofSp(5).value(),
            BigInteger.valueOf(255),
            BigInteger.valueOf(7),
            BigInteger.valueOf(-3),
            true,
            Bytes.fromHex("12345678"),
            Bytes.EMPTY,
            "a, b");
  }

  @Test
  void arrays_and_tuples_are_json_lists() {
    assertThat(parse("(uint256[],(bool,string)[1])", "[1, \"0x2\", \"3wei\"]", "[[true, \"x\"]]"))
        .containsExactly(
            List.of(BigInteger.ONE, BigInteger.TWO, BigInteger.valueOf(3)),
            List.of(List.of(true, "x")));
  }

  @Test
  void what_does_not_fit_is_refused_by_position_and_name() {
    refused("(uint256)", "expected 1 arguments (uint256), found 0");
    refused("(uint256)", "argument 1 (uint256 ): 'x' is no number", "x");
    refused("(address)", "argument 1 (address ): '0x1' is no address", "0x1");
    refused("(bool)", "argument 1 (bool ): 'yes' is neither true nor false", "yes");
    refused("(uint8[])", "argument 1 (uint8[] ): expected a JSON list", "{}");
    refused("((uint8,uint8))", "argument 1 ((uint8,uint8) ): expected a JSON list of 2", "[1]");
    refused("(uint8[])", "argument 1 (uint8[] )", "[1");
  }

  private static List<Object> parse(String types, String... texts) {
    return AbiArguments.parse((Tuple) AbiType.parse(types), List.of(texts));
  }

  private static void refused(String types, String message, String... texts) {
    assertThatThrownBy(() -> parse(types, texts))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message);
  }
}
