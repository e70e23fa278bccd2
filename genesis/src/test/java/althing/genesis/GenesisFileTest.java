package althing.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.genesis.key.NodeKey;
import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GenesisFileTest {

  private static final String FILE =
      """
      {
        "format": "althing-genesis/1",
        "chainId": 930,
        "time": "2026-11-01T00:00:00Z",
        "engine": "single",
        "validators": [
          {"account": "0x00000000000000000000000000000000000a11ce",
           "nodeKey": "0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}
        ],
        "accounts": [
          {"address": "0x0000000000000000000000000000000000010001", "balance": "10000"},
          {"address": "0x0000000000000000000000000000000000010000", "balance": "0.5"},
          {"address": "0x00000000000000000000000000000000000a11ce", "units": "7"}
        ],
        "parameters": {"epochMillis": 1000, "tickBudget": 20000}
      }
      """;

  private static final String JUNK = "test test test test test test test test test test test junk";

  @Test
  void a_file_says_what_the_chain_begins_with() {
    Genesis genesis = parse(FILE);

    assertThat(genesis.chainId()).isEqualTo(930);
    assertThat(genesis.timeMillis()).isEqualTo(1_793_491_200_000L);
    assertThat(genesis.engine()).isEqualTo(Engine.SINGLE);
    assertThat(genesis.validators()).hasSize(1);
    assertThat(genesis.accounts())
        .containsEntry(Address.system(0x10001), Amount.ofSp(10_000))
        .containsEntry(Address.system(0x10000), Amount.of(500_000_000_000_000_000L))
        .containsEntry(Address.system(0xa11ce), Amount.of(7));
    assertThat(genesis.parameters())
        .hasSize(Genesis.PARAMETERS.all().size())
        .containsEntry("epochMillis", 1_000L);
    assertThat(genesis.parameters()).containsEntry("blockGasLimit", 150_000_000L);
    assertThat(genesis.warnings()).isEmpty();
  }

  @Test
  void what_is_written_reads_back() {
    Genesis genesis = parse(FILE);

    assertThat(parse(GenesisFile.write(genesis))).isEqualTo(genesis);
  }

  /** The canonical text and its hash are fixed for ever: a change of either is another chain. */
  @Test
  void the_hash_is_that_of_the_canonical_text() {
    Genesis genesis = parse(FILE);

    assertThat(genesis.canonical())
        .isEqualTo(
            Bytes.utf8(
                """
                {"accounts":[\
                {"address":"0x0000000000000000000000000000000000010000",\
                "units":"500000000000000000"},\
                {"address":"0x0000000000000000000000000000000000010001",\
                "units":"10000000000000000000000"},\
                {"address":"0x00000000000000000000000000000000000a11ce","units":"7"}],\
                "chainId":930,"engine":"single","format":"althing-genesis/1",\
                "parameters":{"epochMillis":1000},"time":1793491200000,\
                "validators":[{"account":"0x00000000000000000000000000000000000a11ce",\
                "nodeKey":"0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}]}\
                """));
    assertThat(genesis.hash().toHex())
        .isEqualTo("0x51ab460d2ed0fed7df86b725cedde75fbade5c95380778d9c32fd09da805b5ac");
  }

  @Test
  void the_hash_does_not_depend_on_order_and_white_space() {
    String otherwise =
        """
        {"accounts":[{"units":"7","address":"0x00000000000000000000000000000000000A11CE"},
        {"balance":"0.50","address":"0x0000000000000000000000000000000000010000"},
        {"balance":"10000.000","address":"0x0000000000000000000000000000000000010001"}],
        "parameters":{"epochMillis":1000,"minSeats":4},"engine":"single","time":1793491200000,
        "validators":[{"nodeKey":
        "0xD75A980182B10AB7D54BFED3C964073A0EE172F3DAA62325AF021A68F707511A",
        "account":"0x00000000000000000000000000000000000a11ce"}],
        "format":"althing-genesis/1","chainId":930}
        """;

    assertThat(parse(otherwise).hash()).isEqualTo(parse(FILE).hash());
    assertThat(parse(FILE.replace("930", "931")).hash()).isNotEqualTo(parse(FILE).hash());
  }

  @Test
  void a_mnemonic_stands_for_its_accounts() {
    Genesis genesis =
        parse(
            FILE.replace(
                "\"accounts\": [",
                "\"accounts\": [{\"mnemonic\": \""
                    + JUNK
                    + "\", \"count\": 3, \"balance\": \"1\"},"));

    assertThat(genesis.accounts())
        .hasSize(6)
        .containsEntry(Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"), Amount.ONE_SP)
        .containsEntry(Address.fromHex("0x70997970c51812dc3a010c7d01b50e0d17dc79c8"), Amount.ONE_SP)
        .containsEntry(
            Address.fromHex("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"), Amount.ONE_SP);
    assertThat(genesis.canonical().toString()).doesNotContain("test");
  }

  @Test
  void the_first_events_give_parameters_seats_and_balances_in_order() {
    Genesis genesis = parse(FILE);

    var events = genesis.founding();

    assertThat(events)
        .hasSize(5 + Genesis.PARAMETERS.all().size())
        .startsWith(
            new ChainStarted(
                Amount.of(930), 1_793_491_200_000L, "single", genesis.hash().toBytes()),
            new ParameterSet("awardLimit", 50L))
        .contains(new ParameterSet("blockGasLimit", 150_000_000L))
        .endsWith(
            new Minted(Address.system(0x10000), Amount.of(500_000_000_000_000_000L)),
            new Minted(Address.system(0x10001), Amount.ofSp(10_000)),
            new Minted(Address.system(0xa11ce), Amount.of(7)));
    assertThat(events.get(1 + Genesis.PARAMETERS.all().size()))
        .isInstanceOf(ValidatorsSeated.class);
    assertThat(events)
        .filteredOn(ParameterSet.class::isInstance)
        .hasSameSizeAs(Genesis.PARAMETERS.all());
  }

  @Test
  void validators_of_a_network_prove_that_they_hold_their_keys() {
    Validator one = NodeKey.of(new byte[32]).seat(930, Address.system(0x20001));
    Validator two =
        NodeKey.of(Bytes.utf8("x".repeat(32)).toArray()).seat(930, Address.system(0x20002));
    var genesis = new Genesis(930, 0, Engine.PBFT, List.of(one, two), Map.of(), Map.of());
    String file = GenesisFile.write(genesis);

    assertThat(parse(file)).isEqualTo(genesis);
    assertThat(genesis.warnings())
        .containsExactly(
            "pbft with 2 validators survives no fault: 4 survive one",
            "no account has a balance: nobody can pay for a transaction");
    assertThatThrownBy(() -> parse(file.replace("930", "931")))
        .hasMessage(
            "validators[0].proofOfPossession: not the node key's signature for this account and"
                + " chain");
    assertThatThrownBy(() -> parse(file.replaceAll(", \"proofOfPossession\": \"[^\"]*\"", "")))
        .hasMessage("validators[0].proofOfPossession: missing");
    assertThatThrownBy(() -> parse(file.replace("020002", "020001")))
        .hasMessage(
            "validators[1].account: 0x0000000000000000000000000000000000020001 has a seat already");
    assertThatThrownBy(() -> parse(file.replace(two.nodeKey().toHex(), one.nodeKey().toHex())))
        .hasMessage("validators[1].nodeKey: " + one.nodeKey() + " has a seat already");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "althing-genesis/1" | "althing-genesis/2" | format: expected "althing-genesis/1"
          "format": "althing-genesis/1", | | format: missing
          "chainId": 930, | | chainId: missing
          "chainId": 930 | "chainId": 0 | chainId: 0 is not from 1 to 4503599627370476
          "chainId": 930 | "chainId": 4503599627370477 | chainId: 4503599627370477 is not from 1 to 4503599627370476
          "chainId": 930 | "chainId": "930" | chainId: expected a whole number
          "chainId": 930 | "chainId": 9.5 | chainId: expected a whole number
          "chainId": 930 | "chainId": 930, "chainId": 930 | chainId: given twice
          "chainId": 930 | "chainId": 930, "network": "x" | network: unknown field
          "2026-11-01T00:00:00Z" | "yesterday" | time: expected milliseconds since 1970, or as in 2026-11-01T00:00:00Z
          "2026-11-01T00:00:00Z" | "2026-11-01T00:00:00.0001Z" | time: expected milliseconds since 1970, or as in 2026-11-01T00:00:00Z
          "2026-11-01T00:00:00Z" | "1969-11-01T00:00:00Z" | time: expected milliseconds since 1970, or as in 2026-11-01T00:00:00Z
          "2026-11-01T00:00:00Z" | -1 | time: -1 is not from 0 to 253402300799999
          "2026-11-01T00:00:00Z" | null | time: expected a text
          "single" | "Single" | engine: expected "single", "pbft" or "raft"
          "single" | "pbft" | validators[0].proofOfPossession: missing
          "validators": [ | "validators": [], "other": [ | other: unknown field
          "validators": [ | "validators": {}, "x": [ | validators: expected a list
          {"account": | {"name": "a", "account": | validators[0].name: unknown field
          68f707511a" | 68f707511" | validators[0].nodeKey: expected 0x and 64 hexadecimal digits
          0xd75a98 | 0xg75a98 | validators[0].nodeKey: expected 0x and 64 hexadecimal digits
          "10000"} | "10000 SP"} | accounts[0].balance: not a number of SP
          "10000"} | "1e4"} | accounts[0].balance: not a number of SP
          "10000"} | "-1"} | accounts[0].balance: not a number of SP
          "10000"} | "010000"} | accounts[0].balance: not a number of SP
          "10000"} | "0.0000000000000000001"} | accounts[0].balance: not a number of SP
          "10000"} | "0.0"} | accounts[0].balance: is 0
          "10000"} | 10000} | accounts[0].balance: expected a text
          "10000"} | "340282366920938463464"} | accounts[0]: all balances together reach 2^128 base units
          , "balance": "10000"} | } | accounts[0].balance: missing
          "units": "7" | "units": "7.0" | accounts[2].units: not a number of base units
          "units": "7" | "units": "0" | accounts[2].units: is 0
          "units": "7" | "units": "7", "balance": "1" | accounts[2].units: not beside balance
          "units": "7" | "units": "7", "count": 2 | accounts[2].count: is for a mnemonic
          "units": "7" | "units": "7", "path": "m/0" | accounts[2].path: is for a mnemonic
          {"address": "0x0000000000000000000000000000000000010000", | { | accounts[1].address: missing
          "0x0000000000000000000000000000000000010000" | "0x0000000000000000000000000000000000010001" | accounts[1]: 0x0000000000000000000000000000000000010001 is there already
          "0x0000000000000000000000000000000000010000" | "0x0000000000000000000000000000000000001001" | accounts[1].address: addresses below 0x10000 belong to the system
          "0x0000000000000000000000000000000000010000" | "0x10000" | accounts[1].address: an address is 0x and 40 digits: 0x10000
          "0x0000000000000000000000000000000000010000" | "0xF39fd6e51aad88f6f4ce6ab8827279cfffb92266" | accounts[1].address: address checksum is wrong: 0xF39fd6e51aad88f6f4ce6ab8827279cfffb92266, expected 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266
          "address": "0x0000000000000000000000000000000000010000" | "mnemonic": "test junk" | accounts[1].mnemonic: 12, 15, 18, 21 or 24 words, not 2
          "address": "0x0000000000000000000000000000000000010000" | "mnemonic": "test test test test test test test test test test test junk", "path": "44" | accounts[1].path: expected a derivation path as in m/44'/60'/0'/0
          "address": "0x0000000000000000000000000000000000010000" | "mnemonic": "test test test test test test test test test test test junk", "count": 1001 | accounts[1].count: 1001 is not from 1 to 1000
          "epochMillis": 1000 | "epochMillis": 999 | parameters.epochMillis: 999 is not from 1000 to 31622400000
          "epochMillis": 1000 | "epochMillis": 1000, "epochMillis": 1000 | parameters.epochMillis: given twice
          "epochMillis": 1000 | "blockTime": 1000 | parameters.blockTime: unknown field
          "epochMillis": 1000 | "epochMillis": true | parameters.epochMillis: expected a whole number
          """)
  void a_file_with_something_wrong_is_refused(String part, String change, String message) {
    String file = FILE.replace(part, change == null ? "" : change);
    assertThat(file).isNotEqualTo(FILE);

    assertThatThrownBy(() -> parse(file))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Test
  void what_is_not_json_is_refused_with_its_place() {
    assertThatThrownBy(() -> parse("")).hasMessage("expected an object");
    assertThatThrownBy(() -> parse("[]")).hasMessage("expected an object");
    assertThatThrownBy(() -> parse(FILE + "{}"))
        .hasMessage("something follows the end of the document");
    assertThatThrownBy(() -> parse("{\n  \"chainId\": 9,\n  oops"))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("line 3, column ");
    assertThatThrownBy(() -> parse(FILE.substring(0, 200)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nexpected end-of-input");
  }

  @Test
  void size_depth_and_counts_are_bounded() {
    assertThatThrownBy(() -> GenesisFile.parse(Bytes.wrap(new byte[GenesisFile.MAX_BYTES + 1])))
        .hasMessage("a genesis file of 16777217 bytes, limit 16777216");
    assertThatThrownBy(() -> parse("{\"accounts\": " + "[".repeat(100_000)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("accounts[0]: expected an object");
    assertThatThrownBy(() -> parse("{\"engine\": \"" + "x".repeat(1_000_000) + "\"}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("String value length");
    assertThatThrownBy(() -> parse("{\"chainId\": " + "9".repeat(1_000_000) + "}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("exceeds the maximum allowed");
    String mnemonic = "{\"mnemonic\": \"" + JUNK + "\", \"path\": \"m/%d\", \"balance\": \"1\"},";
    String many =
        IntStream.range(0, 17).mapToObj(mnemonic::formatted).collect(Collectors.joining());
    assertThatThrownBy(() -> parse(FILE.replace("\"accounts\": [", "\"accounts\": [" + many)))
        .hasMessage("accounts[16].mnemonic: more than 16 mnemonics");
  }

  private static Genesis parse(String file) {
    return GenesisFile.parse(Bytes.utf8(file));
  }
}
