package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.Block;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.core.NodeApi.SyncProgress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every answer of a standard method has the form that ethereum/execution-apis gives it. */
class ExecutionApisTest extends RpcTest {

  private static final Amount PRICE = Amount.of(2_000_000_000);

  private SignedTransaction legacy;
  private SignedTransaction accessList;
  private SignedTransaction dynamicFee;
  private SignedTransaction donation;
  private SignedTransaction pending;
  private Block block;

  /** One block with a transaction of each type and a log, an empty one, and a pool of two. */
  @BeforeEach
  void history() {
    var bob = MemoryNode.person("bob");
    var keys = List.of(new AccessListEntry(bob, List.of(Bytes.wrap(new byte[32]))));
    Amount chain = Amount.of(MemoryNode.CHAIN_ID);
    legacy =
        node.send(
            "alice", new Transaction.Legacy(chain, 0, PRICE, 21_000, bob, Amount.ONE, Bytes.EMPTY));
    accessList =
        node.send(
            "alice",
            new Transaction.AccessList(
                chain, 1, PRICE, 50_000, bob, Amount.ONE, Bytes.fromHex("0x0102"), keys));
    dynamicFee =
        node.send(
            "alice",
            new Transaction.DynamicFee(
                chain, 2, Amount.ONE, PRICE, 50_000, bob, Amount.ZERO, Bytes.EMPTY, keys));
    donation = node.donate("alice", 1_000);
    block = node.mine();
    node.mine();
    pending = node.transfer("bob", "carol", 5);
    node.send(
        "bob",
        new Transaction.Legacy(
            chain, 7, PRICE, 21_000, MemoryNode.person("alice"), Amount.ONE, Bytes.EMPTY));
  }

  @Test
  void every_standard_method_answers_in_its_standard_form() throws IOException {
    String filter = client.result("eth_newFilter", "{'fromBlock':'earliest'}").asString();
    node.donate("alice", 7);
    node.mine();
    String blockFilter = client.result("eth_newBlockFilter", "").asString();
    node.mine();
    var dave = MemoryNode.sign("dave", 0, MemoryNode.person("bob"), Amount.ONE, Bytes.EMPTY);
    new StandardCalls(
            MemoryNode.person("alice").toHex(),
            MemoryNode.person("bob").toHex(),
            MemoryNode.TREASURY.toHex(),
            "0x1",
            block.hash().toHex(),
            List.of(legacy.hash().toHex(), accessList.hash().toHex(), dynamicFee.hash().toHex()),
            donation.hash().toHex(),
            filter,
            blockFilter,
            dave.encoded().toHex())
        .assertAnswers(client, StandardSchemas.ofEthereum());
  }

  /** The check itself can fail. */
  @Test
  void an_answer_of_another_form_is_noticed() throws IOException {
    var standard = StandardSchemas.ofEthereum();
    JsonNode good = client.result("eth_getTransactionReceipt", "'" + donation.hash() + "'");
    JsonNode bad = Client.parse(good.toString().replace("\"logIndex\"", "\"index\""));
    standard.assertResult("eth_getTransactionReceipt", good);
    assertThatThrownBy(() -> standard.assertResult("eth_getTransactionReceipt", bad))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> standard.assertResult("eth_chainId", Client.parse("930")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_transaction_of_the_pool_has_the_form_of_pending_ones() throws IOException {
    StandardSchemas.ofEthereum()
        .assertNamed(
            "PendingTransactionInfo",
            client.result("eth_getTransactionByHash", "'" + pending.hash() + "'"));
  }

  @Test
  void syncing_has_its_standard_form() throws IOException {
    node.setSyncing(Optional.of(new SyncProgress(1, 2, 1_000)));
    JsonNode answer = client.result("eth_syncing", "");
    StandardSchemas.ofEthereum().assertResult("eth_syncing", answer);
    assertThat(answer.get("highestBlock").asString()).isEqualTo("0x3e8");
  }

  /** What breaks clients when it is missing although the schemas do not require it. */
  @Test
  void fields_that_clients_need_are_there() {
    JsonNode answer = client.result("eth_getBlockByNumber", "'0x1',true");
    assertThat(answer.get("difficulty").asString()).isEqualTo("0x0");
    assertThat(answer.get("baseFeePerGas").asString()).isNotEqualTo("0x0");
    assertThat(client.result("eth_getBlockByNumber", "'0x0',false").get("baseFeePerGas").asString())
        .as("ethers reads a base fee of zero as none")
        .isNotEqualTo("0x0");
    JsonNode receipt = client.result("eth_getTransactionReceipt", "'" + donation.hash() + "'");
    for (String name : List.of("status", "type", "contractAddress", "to", "effectiveGasPrice")) {
      assertThat(receipt.has(name)).as(name).isTrue();
    }
    assertThat(receipt.has("blockTimestamp")).isFalse();
    JsonNode log = receipt.get("logs").get(0);
    for (String name :
        List.of(
            "address",
            "topics",
            "data",
            "blockNumber",
            "blockHash",
            "blockTimestamp",
            "transactionHash",
            "transactionIndex",
            "logIndex",
            "removed")) {
      assertThat(log.has(name)).as(name).isTrue();
    }
    assertThat(log.get("transactionIndex").asString()).isEqualTo("0x3");
  }

  /** The recorded error answers of geth, for the methods that are offered here. */
  @Test
  void errors_have_the_recorded_codes_and_words() throws IOException {
    int compared = 0;
    for (JsonNode recorded : StandardSchemas.vectors("execution-apis-bundle.json").get("errors")) {
      String test = recorded.get("test").asString();
      String method = recorded.get("request").get("method").asString();
      boolean needsEvm = method.equals("eth_call") || method.equals("eth_estimateGas");
      boolean offered = client.get("/metrics").body().contains("method=\"" + method + "\"");
      if (needsEvm || !offered) {
        continue;
      }
      JsonNode answer = Client.parse(client.post(recorded.get("request").toString()).body());
      String words =
          recorded
              .get("error")
              .get("message")
              .asString()
              .replace("json: cannot unmarshal ", "")
              .replace(" into Go value of type common.Hash", "");
      assertThat(answer.get("error").get("code"))
          .as(test)
          .isEqualTo(recorded.get("error").get("code"));
      assertThat(answer.get("error").get("message").asString()).as(test).isEqualTo(words);
      compared++;
    }
    assertThat(compared).isEqualTo(9);
  }
}
