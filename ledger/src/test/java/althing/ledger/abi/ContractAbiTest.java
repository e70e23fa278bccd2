package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.Log;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContractAbiTest {

  private static final Address CONTRACT = Address.system(0x1001);
  private static final Address ALICE =
      Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  private static final BigInteger SEVEN = BigInteger.valueOf(7);

  private static final ContractAbi TOKEN =
      abi(
          """
          [{"type": "function", "name": "transfer", "stateMutability": "nonpayable",
            "inputs": [{"name": "to", "type": "address"}, {"name": "amount", "type": "uint256"}],
            "outputs": [{"name": "", "type": "bool"}]},
           {"type": "event", "name": "Transfer", "anonymous": false,
            "inputs": [{"name": "from", "type": "address", "indexed": true},
                       {"name": "to", "type": "address", "indexed": true},
                       {"name": "value", "type": "uint256", "indexed": false}]},
           {"type": "event", "name": "Noted", "anonymous": false,
            "inputs": [{"name": "text", "type": "string", "indexed": true},
                       {"name": "list", "type": "uint256[]", "indexed": true},
                       {"name": "pair", "type": "tuple", "indexed": true,
                        "components": [{"name": "a", "type": "bytes"},
                                       {"name": "b", "type": "bool"}]},
                       {"name": "plain", "type": "string", "indexed": false}]},
           {"type": "error", "name": "NotOpen",
            "inputs": [{"name": "id", "type": "bytes4"}, {"name": "why", "type": "string"},
                       {"name": "states", "type": "uint8[]"}]},
           {"type": "constructor", "inputs": [], "stateMutability": "nonpayable"}]
          """);

  @Test
  void a_call_is_found_by_its_selector() {
    Bytes calldata = TOKEN.encodeCall("transfer", List.of(ALICE, SEVEN));

    assertThat(calldata.toHex())
        .isEqualTo(
            "0xa9059cbb"
                + "000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"
                + "0000000000000000000000000000000000000000000000000000000000000007");
    assertThat(TOKEN.decodeCall(calldata))
        .isEqualTo(new ContractAbi.Call("transfer", List.of(ALICE, SEVEN)));
    assertThat(TOKEN.functionOf(calldata)).contains(TOKEN.function("transfer"));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0x           | calldata of 0 bytes has no function selector
          0xa9059c     | calldata of 3 bytes has no function selector
          0xdeadbeef00 | unknown function selector 0xdeadbeef
          0xa9059cbb   | ABI: to: input ends early
          """)
  void calldata_that_is_no_call_is_refused(String calldata, String message) {
    assertThatThrownBy(() -> TOKEN.decodeCall(Bytes.fromHex(calldata)))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Test
  void arguments_that_end_early_or_late_are_refused_by_name() {
    Bytes calldata = TOKEN.encodeCall("transfer", List.of(ALICE, SEVEN));

    assertThatThrownBy(() -> TOKEN.decodeCall(calldata.slice(0, calldata.size() - 1)))
        .hasMessage("ABI: amount: input ends early");
    assertThatThrownBy(() -> TOKEN.decodeCall(calldata.concat(Bytes.of((byte) 0))))
        .hasMessage("ABI: 1 bytes left over at offset 64");
  }

  @Test
  void results_are_coded_without_a_selector() {
    Bytes output = TOKEN.encodeResults("transfer", List.of(true));

    assertThat(output).isEqualTo(Bytes.fromHex("0".repeat(63) + "1"));
    assertThat(TOKEN.decodeResults("transfer", output)).containsExactly(true);
  }

  @Test
  void an_event_is_a_log_with_its_indexed_arguments_as_topics() {
    Log log = TOKEN.toLog(CONTRACT, "Transfer", List.of(Address.ZERO, ALICE, SEVEN));

    assertThat(log.address()).isEqualTo(CONTRACT);
    assertThat(log.topics())
        .containsExactly(
            Hash.fromHex("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"),
            Hash.ZERO,
            Hash.fromHex("0x000000000000000000000000f39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
    assertThat(log.data()).isEqualTo(Bytes.fromHex("0".repeat(63) + "7"));
    assertThat(TOKEN.decodeLog(log))
        .hasValueSatisfying(
            event -> assertThat(event.arguments()).containsExactly(Address.ZERO, ALICE, SEVEN));
  }

  /** "Encoding of Indexed Event Parameters" of the specification. */
  @Test
  void an_indexed_argument_beyond_a_word_is_hashed_in_place() {
    Bytes abc = Bytes.utf8("abc");

    Log log =
        TOKEN.toLog(
            CONTRACT, "Noted", List.of("abc", List.of(SEVEN, SEVEN), List.of(abc, true), "x"));

    String seven = "%064x".formatted(7);
    List<Hash> hashes =
        List.of(
            Keccak256.hash(abc),
            Keccak256.hash(Bytes.fromHex(seven + seven)),
            Keccak256.hash(Bytes.fromHex("616263" + "0".repeat(58) + "%064x".formatted(1))));
    assertThat(log.topics().subList(1, 4)).isEqualTo(hashes);
    assertThat(TOKEN.event("Noted").fromLog(log))
        .containsExactly(hashes.get(0), hashes.get(1), hashes.get(2), "x");
  }

  @Test
  void logs_of_other_events_are_not_taken_for_ours() {
    Log log = TOKEN.toLog(CONTRACT, "Transfer", List.of(Address.ZERO, ALICE, SEVEN));
    var shortened = new Log(CONTRACT, log.topics().subList(0, 2), log.data());

    assertThat(TOKEN.decodeLog(new Log(CONTRACT, List.of(Hash.ZERO), log.data()))).isEmpty();
    assertThat(TOKEN.decodeLog(new Log(CONTRACT, List.of(), log.data()))).isEmpty();
    assertThatThrownBy(() -> TOKEN.decodeLog(shortened))
        .hasMessage("log: 2 topics for Transfer(address,address,uint256)");
    assertThatThrownBy(() -> TOKEN.event("Noted").fromLog(log))
        .hasMessage("log: topic 0 is not that of Noted(string,uint256[],(bytes,bool),string)");
  }

  @Test
  void an_error_reads_as_a_sentence_of_its_name_and_arguments() {
    List<Object> arguments =
        List.of(Bytes.fromHex("0x01020304"), "it is \"late\"", List.of(BigInteger.ONE, SEVEN));

    Bytes data = TOKEN.encodeError("NotOpen", arguments);

    String text = "NotOpen(0x01020304, \"it is \\\"late\\\"\", [1, 7])";
    assertThat(TOKEN.decodeError(data)).hasToString(text);
    assertThat(TOKEN.describeError("NotOpen", arguments)).isEqualTo(text);
  }

  @Test
  void the_errors_of_every_contract_are_known() {
    Bytes reason = AbiError.reason("no such task");

    assertThat(reason.slice(0, 4).toHex()).isEqualTo("0x08c379a0");
    assertThat(TOKEN.decodeError(reason)).hasToString("Error(\"no such task\")");
    assertThat(TOKEN.decodeError(AbiError.PANIC.encode(List.of(0x11)))).hasToString("Panic(17)");
    assertThat(AbiError.PANIC.selector().toHex()).isEqualTo("0x4e487b71");
    assertThatThrownBy(() -> TOKEN.decodeError(Bytes.fromHex("0xdeadbeef")))
        .hasMessage("unknown error selector 0xdeadbeef");
    assertThatThrownBy(() -> TOKEN.decodeError(Bytes.EMPTY))
        .hasMessage("error data of 0 bytes has no selector");
  }

  @Test
  void an_unknown_name_is_a_mistake_of_the_caller() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TOKEN.encodeCall("burn", List.of()))
        .withMessage("no function burn, only [transfer]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TOKEN.encodeCall("transfer", List.of(ALICE)))
        .withMessage("expected 2 arguments, found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TOKEN.encodeCall("transfer", List.of(ALICE, "7")))
        .withMessage("amount: expected a number, found a String");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContractAbi.load("Missing"))
        .withMessage("no resource /althing/abi/Missing.json");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | expected a list
          [{}] | [0].type: expected a text
          [{"type": "modifier"}] | [0].type: unknown type "modifier"
          [{"type": "error", "inputs": []}] | [0].name: expected a text
          [{"type": "error", "name": "E"}] | [0].inputs: expected a list
          [{"type": "error", "name": "E", "inputs": [{"type": "uint9"}]}] | [0].inputs[0].type: ABI type uint9: the width is 8, 16, … 256 bits
          [{"type": "error", "name": "E", "inputs": [{"type": "tuple[]"}]}] | [0].inputs[0].components: expected a list
          [{"type": "error", "name": "E", "inputs": []}, {"type": "error", "name": "E", "inputs": []}] | error E is there twice; overloads are not supported
          [{"type": "function", "name": "f", "inputs": [], "outputs": [], "stateMutability": "free"}] | [0].stateMutability: unknown "free"
          [{"type": "event", "name": "E", "anonymous": true, "inputs": []}] | [0].anonymous: anonymous events are not supported
          [{"type": "event", "name": "E", "inputs": [{"type": "bool", "indexed": true}, {"type": "bool", "indexed": true}, {"type": "bool", "indexed": true}, {"type": "bool", "indexed": true}]}] | [0].inputs: more than 3 indexed arguments
          """)
  void json_that_is_no_abi_is_refused(String json, String message) {
    assertThatThrownBy(() -> abi(json))
        .isInstanceOf(MalformedException.class)
        .hasMessage("ABI JSON: " + message);
  }

  /** Two signatures found by search whose hashes share their first 4 bytes. */
  @Test
  void functions_that_share_a_selector_are_refused() {
    String function =
        """
        {"type": "function", "name": "%s", "stateMutability": "view", "outputs": [],
         "inputs": [{"name": "a", "type": "%s"}]}
        """;
    assertThatThrownBy(() ->
            abi(
                "["
                    + function.formatted("collate_propagate_storage", "bytes16")
                    + ","
                    + function.formatted("burn", "uint256")
                    + "]"))
        .hasMessage(
            "ABI JSON: burn(uint256) has the selector of collate_propagate_storage(bytes16)");
  }

  private static ContractAbi abi(String json) {
    try {
      return ContractAbi.load(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
