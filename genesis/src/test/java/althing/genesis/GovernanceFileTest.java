package althing.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.governance.FoundingGovernance;
import althing.governance.reputation.ReputationEvent.Awarded;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.types.Tag;
import althing.governance.validators.ValidatorEvent.Registered;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What accounts are when a chain begins, in its genesis file. */
final class GovernanceFileTest {

  private static final String VALIDATOR = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
  private static final String KEY =
      "0x038318535b54105d4a7aae60c08fc45f9687181b4fdfc625bd1a753fa7397fed75";

  private static String file(String governance) {
    return """
    {
      "format": "althing-genesis/1",
      "chainId": 930,
      "time": 0,
      "engine": "single",
      "validators": [{"account": "%s", "nodeKey": "0x%s"}],
      "accounts": [{"address": "%s", "balance": "50"}]%s
    }
    """
        .formatted(VALIDATOR, "11".repeat(32), VALIDATOR, governance);
  }

  private static Genesis parse(String governance) {
    return GenesisFile.parse(Bytes.utf8(file(",\"governance\": " + governance)));
  }

  @Test
  void accounts_are_what_the_file_says() {
    Genesis genesis =
        parse(
            """
            {
              "stakes": [{"account": "%s", "ppm": 500000}],
              "members": [{"publicKey": "%s", "bond": "12.5"}],
              "reputation": [{"address": "%s", "tags": {"ops": 1000, "_general": 5}}]
            }
            """
                .formatted(VALIDATOR, KEY, VALIDATOR));

    FoundingGovernance governance = genesis.governance();
    Address account = Address.fromHex(VALIDATOR);
    assertThat(governance.reputation().get(account))
        .isEqualTo(Map.of(new Tag("ops"), 1_000L, Tag.GENERAL, 5L));
    assertThat(governance.stakes()).isEqualTo(Map.of(account, 500_000L));
    assertThat(governance.members().get(account).bond())
        .isEqualTo(new Amount(Amount.ofSp(25).value().shiftRight(1)));
    List<Event> founding = genesis.founding();
    assertThat(founding.subList(founding.size() - 5, founding.size()))
        .hasExactlyElementsOfTypes(
            Awarded.class, Moved.class, Joined.class, Registered.class, Staked.class);
  }

  @Test
  void the_canonical_text_is_a_genesis_file_with_the_same_hash() {
    Genesis genesis =
        parse(
            """
            {"reputation": [{"address": "%s", "tags": {"b": 2, "a": 1}}],
             "members": [{"publicKey": "%s", "bond": "10.0"}]}
            """
                .formatted(VALIDATOR, KEY));
    assertThat(new String(genesis.canonical().toArray(), StandardCharsets.US_ASCII))
        .contains(
            ",\"governance\":{\"members\":[{\"bond\":\"10\",\"publicKey\":\"%s\"}],".formatted(KEY)
                + "\"reputation\":[{\"address\":\"%s\",\"tags\":{\"a\":1,\"b\":2}}]},\"parameters\""
                    .formatted(VALIDATOR));
    assertThat(GenesisFile.parse(genesis.canonical()).hash()).isEqualTo(genesis.hash());
    assertThat(GenesisFile.parse(Bytes.utf8(GenesisFile.write(genesis))).hash())
        .isEqualTo(genesis.hash());
  }

  @Test
  void a_file_that_says_nothing_of_it_is_what_it_was() {
    Genesis none = GenesisFile.parse(Bytes.utf8(file("")));
    assertThat(none.governance().isEmpty()).isTrue();
    assertThat(parse("{}").hash()).isEqualTo(none.hash());
    assertThat(parse("{\"members\": []}").hash()).isEqualTo(none.hash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"member\": []} | governance.member: unknown field",
        "{\"members\": [{\"publicKey\": \"K\", \"bond\": \"51\"}]} | governance.members: V has less"
            + " than its bond",
        "{\"members\": [{\"publicKey\": \"0x04\", \"bond\": \"1\"}]} |"
            + " governance.members[0].publicKey: expected 0x and 66 hexadecimal digits",
        "{\"members\": [{\"publicKey\": \"Z\", \"bond\": \"1\"}]} |"
            + " governance.members[0].publicKey: no point of the curve",
        "{\"members\": [{\"publicKey\": \"K\"}]} | governance.members[0].bond: missing",
        "{\"reputation\": [{\"address\": \"V\", \"tags\": {\"Ops\": 1}}]} |"
            + " governance.reputation[0].tags.Ops: unknown field",
        "{\"reputation\": [{\"address\": \"V\", \"tags\": {\"ops\": 0}}]} |"
            + " governance.reputation[0].tags.ops:",
        "{\"reputation\": [{\"address\": \"V\", \"tags\": {}}]} |"
            + " governance.reputation[0].tags: 1 to 64 tags, found 0",
        "{\"reputation\": [{\"address\": \"V\", \"tags\": {\"a\": 1}},"
            + " {\"address\": \"V\", \"tags\": {\"a\": 1}}]} |"
            + " governance.reputation[1]: V is there already",
        "{\"stakes\": [{\"account\": \"0x00000000000000000000000000000000000a11ce\", \"ppm\": 1}]} |"
            + " governance.stakes: 0x00000000000000000000000000000000000A11cE is no validator",
        "{\"stakes\": [{\"account\": \"V\", \"ppm\": 1000001}]} | governance.stakes[0].ppm:",
      })
  void what_is_wrong_is_named(String governance, String problem) {
    String text =
        governance
            .replace("\"K\"", "\"" + KEY + "\"")
            .replace("\"Z\"", "\"0x02" + "ff".repeat(32) + "\"")
            .replace("\"V\"", "\"" + VALIDATOR + "\"");
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(MalformedException.class)
        .message()
        .startsWithIgnoringCase(problem.replace(": V", ": " + VALIDATOR));
  }
}
