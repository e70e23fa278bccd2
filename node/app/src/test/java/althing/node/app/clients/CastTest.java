package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Amount;
import althing.ledger.types.Hex;
import althing.node.app.run.NodeProcess;
import althing.node.rpc.Client;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** cast 1.7, unchanged, against a devnet with epochs of one second. Accounts 8 and 9. */
class CastTest {

  private static final String TICK_SENDER = "0x0000000000000000000000000000000000000FfF";
  private static final String GOVERNANCE = "0x0000000000000000000000000000000000001006";
  private static final String ALICE = Dev.account(9).toHex();
  private static final String BOB = Dev.account(8).toHex();
  private static final String IOU = Dev.IOU.toHex();

  private static final String ISSUED =
      "Issued(bytes32,address,address,uint256,uint256,uint64,bool,uint64)";

  @TempDir static Path directory;

  private static Path cast;
  private static NodeProcess node;

  @BeforeAll
  static void start() {
    cast = NpmClients.cast();
    node = NodeProcess.devnet(directory, "--epoch-seconds", "1");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void finds_the_chain_and_its_fees() {
    assertThat(cast("chain-id")).isEqualTo("930");
    assertThat(cast("client")).startsWith("althing/");
    assertThat(Long.parseLong(cast("gas-price"))).isGreaterThanOrEqualTo(1_000_000_000);
    assertThat(Long.parseLong(cast("base-fee"))).isPositive();
  }

  @Test
  void sends_legacy_and_1559_transfers_and_reads_as_of_an_old_block() {
    String old = cast("block-number");
    Amount before = balance(BOB);
    long nonce = Long.parseLong(cast("nonce", ALICE));

    JsonNode legacy = send(BOB, "--value", "2", "--legacy");
    JsonNode dynamic = send(BOB, "--value", "10");

    assertThat(legacy.get("type").asString()).isEqualTo("0x0");
    assertThat(dynamic.get("type").asString()).isEqualTo("0x2");
    assertThat(dynamic.get("gasUsed").asString()).isEqualTo("0x5208");
    assertThat(cast("receipt", dynamic.get("transactionHash").asString(), "status"))
        .isEqualTo("true");
    assertThat(cast("nonce", ALICE)).isEqualTo(String.valueOf(nonce + 2));
    assertThat(balance(BOB).minus(before)).isEqualTo(Amount.of(12));
    assertThat(balance(BOB, "--block", old)).isEqualTo(before);
    assertThat(Client.parse(cast("block", old, "--json")).get("number").asString())
        .isEqualTo(Hex.quantity(Long.parseLong(old)));
  }

  /** Gas limits are what the node estimates, while every second the collateral changes. */
  @Test
  void issues_and_redeems_an_iou_by_signatures_and_reads_its_logs() {
    String three = Amount.ofSp(3).toString();
    JsonNode issued =
        send(IOU, "issue(address,uint256,uint64,bool)", BOB, three, expiry(), "false");
    JsonNode log = issued.get("logs").get(0);
    String issue = cast("sig-event", ISSUED);
    assertThat(log.get("topics").get(0).asString()).isEqualTo(issue);
    String id = log.get("topics").get(1).asString();
    assertThat(debt()).isEqualTo(three);

    JsonNode redeemed = send(IOU, "redeem(bytes32,uint256)", id, three);

    assertThat(redeemed.get("logs").size()).isGreaterThanOrEqualTo(2);
    assertThat(debt()).isEqualTo("0");
    JsonNode found =
        Client.parse(cast("logs", "--json", "--from-block", "0", "--address", IOU, issue));
    assertThat(found.size()).isEqualTo(1);
    assertThat(found.get(0).get("transactionHash")).isEqualTo(issued.get("transactionHash"));
  }

  @Test
  void shows_and_decodes_the_tick_that_opens_a_block() {
    String tick = tick();
    assertThat(cast("tx", tick, "from")).isEqualTo(TICK_SENDER);
    assertThat(cast("tx", tick, "to")).isEqualTo(GOVERNANCE);
    assertThat(cast("tx", tick, "gasPrice")).isEqualTo("0");
    assertThat(cast("receipt", tick, "status")).isEqualTo("true");
    String data = cast("tx", tick, "input");
    assertThat(cast("pretty-calldata", "--offline", data))
        .contains("Method: " + cast("sig", "tick(uint64,uint32)").substring(2));
    List<String> arguments = cast("decode-calldata", "tick(uint64,uint32)", data).lines().toList();
    assertThat(Long.parseLong(arguments.get(0))).isPositive();
    assertThat(arguments.get(1)).isEqualTo("0");
  }

  /** The hash of transaction 0 of the first block that opens with the system's own work. */
  private static String tick() {
    var client = new Client(node.rpcUrl().toString());
    for (long height = 1; height < 1_000; height++) {
      String number = "'" + Hex.quantity(height) + "'";
      JsonNode first = client.result("eth_getTransactionByBlockNumberAndIndex", number + ",'0x0'");
      if (!first.isNull() && first.get("from").asString().equalsIgnoreCase(TICK_SENDER)) {
        return first.get("hash").asString();
      }
      Dev.block(client, height + 1);
    }
    throw new AssertionError("no tick in 1000 blocks");
  }

  private static Amount balance(String account, String... options) {
    var all = new ArrayList<>(List.of("balance", account));
    all.addAll(List.of(options));
    return new Amount(new BigInteger(cast(all.toArray(String[]::new))));
  }

  private static String debt() {
    String answer = cast("call", IOU, "debtBetween(address,address)(uint256)", ALICE, BOB);
    return answer.split(" ")[0];
  }

  private static String expiry() {
    long genesis = Long.parseLong(cast("block", "0", "--field", "timestamp"));
    long now = Long.parseLong(cast("block", "latest", "--field", "timestamp"));
    return String.valueOf(now - genesis + 100);
  }

  private static JsonNode send(String to, String... arguments) {
    var all = new ArrayList<>(List.of("send", "--json", "--private-key"));
    all.add(Hex.encode(Dev.key(9).secret()));
    all.add(to);
    all.addAll(List.of(arguments));
    JsonNode receipt = Client.parse(cast(all.toArray(String[]::new)));
    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    return receipt;
  }

  private static String cast(String... arguments) {
    var command = new ArrayList<>(List.of(cast.toString()));
    command.addAll(List.of(arguments));
    return NpmClients.run(
            command, Map.of("ETH_RPC_URL", node.rpcUrl().toString(), "HOME", directory.toString()))
        .strip();
  }
}
