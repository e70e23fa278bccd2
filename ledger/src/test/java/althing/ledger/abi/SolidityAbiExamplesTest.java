package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples printed in the Solidity contract ABI specification, in both directions. */
final class SolidityAbiExamplesTest {

  @Test
  void baz_of_a_number_and_a_flag() throws IOException {
    shows(
        """
        [{"type": "function", "name": "baz", "stateMutability": "pure", "outputs": [],
          "inputs": [{"name": "x", "type": "uint32"}, {"name": "y", "type": "bool"}]}]
        """,
        List.of(BigInteger.valueOf(69), true),
        """
        cdcd77c0
        0000000000000000000000000000000000000000000000000000000000000045
        0000000000000000000000000000000000000000000000000000000000000001
        """);
  }

  @Test
  void bar_of_two_short_byte_strings_in_a_fixed_array() throws IOException {
    shows(
        """
        [{"type": "function", "name": "bar", "stateMutability": "pure", "outputs": [],
          "inputs": [{"name": "", "type": "bytes3[2]"}]}]
        """,
        List.of(List.of(Bytes.utf8("abc"), Bytes.utf8("def"))),
        """
        fce353f6
        6162630000000000000000000000000000000000000000000000000000000000
        6465660000000000000000000000000000000000000000000000000000000000
        """);
  }

  @Test
  void sam_of_bytes_a_flag_and_numbers() throws IOException {
    shows(
        """
        [{"type": "function", "name": "sam", "stateMutability": "pure", "outputs": [],
          "inputs": [{"name": "", "type": "bytes"}, {"name": "", "type": "bool"},
                     {"name": "", "type": "uint256[]"}]}]
        """,
        List.of(Bytes.utf8("dave"), true, numbers(1, 2, 3)),
        """
        a5643bf2
        0000000000000000000000000000000000000000000000000000000000000060
        0000000000000000000000000000000000000000000000000000000000000001
        00000000000000000000000000000000000000000000000000000000000000a0
        0000000000000000000000000000000000000000000000000000000000000004
        6461766500000000000000000000000000000000000000000000000000000000
        0000000000000000000000000000000000000000000000000000000000000003
        0000000000000000000000000000000000000000000000000000000000000001
        0000000000000000000000000000000000000000000000000000000000000002
        0000000000000000000000000000000000000000000000000000000000000003
        """);
  }

  @Test
  void f_of_static_and_dynamic_arguments() throws IOException {
    shows(
        """
        [{"type": "function", "name": "f", "stateMutability": "pure", "outputs": [],
          "inputs": [{"name": "", "type": "uint256"}, {"name": "", "type": "uint32[]"},
                     {"name": "", "type": "bytes10"}, {"name": "", "type": "bytes"}]}]
        """,
        List.of(
            BigInteger.valueOf(0x123),
            numbers(0x456, 0x789),
            Bytes.utf8("1234567890"),
            Bytes.utf8("Hello, world!")),
        """
        8be65246
        0000000000000000000000000000000000000000000000000000000000000123
        0000000000000000000000000000000000000000000000000000000000000080
        3132333435363738393000000000000000000000000000000000000000000000
        00000000000000000000000000000000000000000000000000000000000000e0
        0000000000000000000000000000000000000000000000000000000000000002
        0000000000000000000000000000000000000000000000000000000000000456
        0000000000000000000000000000000000000000000000000000000000000789
        000000000000000000000000000000000000000000000000000000000000000d
        48656c6c6f2c20776f726c642100000000000000000000000000000000000000
        """);
  }

  @Test
  void g_of_nested_dynamic_arrays() throws IOException {
    shows(
        """
        [{"type": "function", "name": "g", "stateMutability": "pure", "outputs": [],
          "inputs": [{"name": "", "type": "uint256[][]"}, {"name": "", "type": "string[]"}]}]
        """,
        List.of(List.of(numbers(1, 2), numbers(3)), List.of("one", "two", "three")),
        """
        2289b18c
        0000000000000000000000000000000000000000000000000000000000000040
        0000000000000000000000000000000000000000000000000000000000000140
        0000000000000000000000000000000000000000000000000000000000000002
        0000000000000000000000000000000000000000000000000000000000000040
        00000000000000000000000000000000000000000000000000000000000000a0
        0000000000000000000000000000000000000000000000000000000000000002
        0000000000000000000000000000000000000000000000000000000000000001
        0000000000000000000000000000000000000000000000000000000000000002
        0000000000000000000000000000000000000000000000000000000000000001
        0000000000000000000000000000000000000000000000000000000000000003
        0000000000000000000000000000000000000000000000000000000000000003
        0000000000000000000000000000000000000000000000000000000000000060
        00000000000000000000000000000000000000000000000000000000000000a0
        00000000000000000000000000000000000000000000000000000000000000e0
        0000000000000000000000000000000000000000000000000000000000000003
        6f6e650000000000000000000000000000000000000000000000000000000000
        0000000000000000000000000000000000000000000000000000000000000003
        74776f0000000000000000000000000000000000000000000000000000000000
        0000000000000000000000000000000000000000000000000000000000000005
        7468726565000000000000000000000000000000000000000000000000000000
        """);
  }

  @Test
  void an_error_is_coded_like_a_call() throws IOException {
    ContractAbi abi =
        abi(
            """
            [{"type": "error", "name": "InsufficientBalance",
              "inputs": [{"name": "available", "type": "uint256"},
                         {"name": "required", "type": "uint256"}]}]
            """);

    Bytes data = abi.encodeError("InsufficientBalance", numbers(0, 5));

    assertThat(data)
        .isEqualTo(
            hex(
                """
                cf479181
                0000000000000000000000000000000000000000000000000000000000000000
                0000000000000000000000000000000000000000000000000000000000000005
                """));
    assertThat(abi.decodeError(data)).hasToString("InsufficientBalance(0, 5)");
  }

  private static void shows(String json, List<Object> arguments, String calldata)
      throws IOException {
    ContractAbi abi = abi(json);
    String name = abi.functions().iterator().next().name();

    assertThat(abi.encodeCall(name, arguments)).isEqualTo(hex(calldata));
    assertThat(abi.decodeCall(hex(calldata))).isEqualTo(new ContractAbi.Call(name, arguments));
  }

  private static ContractAbi abi(String json) throws IOException {
    return ContractAbi.load(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Object> numbers(long... values) {
    return Arrays.stream(values).<Object>mapToObj(BigInteger::valueOf).toList();
  }

  private static Bytes hex(String lines) {
    return Bytes.fromHex(lines.replaceAll("\\s", ""));
  }
}
