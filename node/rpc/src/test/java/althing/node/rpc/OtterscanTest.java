package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.Block;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the explorer Otterscan asks, in the shapes that it reads. */
class OtterscanTest extends RpcTest {

  private static final Address ALICE = MemoryNode.person("alice");
  private static final Address BOB = MemoryNode.person("bob");

  private Block first;

  /** alice pays bob in blocks 1 (five times), 3, 5, 7 and 9. */
  @BeforeEach
  void payments() {
    for (int i = 0; i < 5; i++) {
      node.transfer("alice", "bob", 1 + i);
    }
    first = node.mine();
    for (int height = 2; height <= 9; height++) {
      if (height % 2 == 1) {
        node.transfer("alice", "bob", 100 + height);
      }
      node.mine();
    }
  }

  private static List<Integer> heights(JsonNode page) {
    var heights = new ArrayList<Integer>();
    for (JsonNode transaction : page.get("txs")) {
      heights.add(Integer.decode(transaction.get("blockNumber").asString()));
    }
    return heights;
  }

  @Test
  void it_starts_only_with_level_eight_and_headers() {
    assertThat(client.result("ots_getApiLevel", "").asInt()).isEqualTo(8);
    JsonNode header = client.result("erigon_getHeaderByNumber", "1");
    assertThat(header.get("hash").asString()).isEqualTo(first.hash().toHex());
    assertThat(client.result("erigon_getHeaderByNumber", "'0x1'")).isEqualTo(header);
    assertThat(client.result("erigon_getHeaderByNumber", "99").isNull()).isTrue();
  }

  @Test
  void a_block_is_shown_with_its_fees() {
    JsonNode details = client.result("ots_getBlockDetails", "1");
    assertThat(details.at("/block/number").asString()).isEqualTo("0x1");
    assertThat(details.at("/block/transactionCount").asInt()).isEqualTo(5);
    assertThat(details.at("/block/transactions").isEmpty()).isTrue();
    assertThat(details.at("/issuance/blockReward").asString()).isEqualTo("0x0");
    assertThat(details.get("totalFees").asString())
        .isEqualTo(Amount.of(5 * 21_000L).times(1_001_000_000).toQuantity());
    assertThat(client.result("ots_getBlockDetailsByHash", "'" + first.hash() + "'"))
        .isEqualTo(details);
    assertThat(client.result("ots_getBlockDetails", "99").isNull()).isTrue();
  }

  /** The last page of a block is its beginning. */
  @Test
  void a_block_s_transactions_are_paged_from_the_end() {
    JsonNode page = client.result("ots_getBlockTransactions", "1,0,2");
    assertThat(page.at("/fullblock/transactionCount").asInt()).isEqualTo(5);
    assertThat(page.at("/fullblock/transactions").size()).isEqualTo(2);
    assertThat(page.get("receipts").size()).isEqualTo(2);
    assertThat(page.at("/fullblock/transactions/1/value").asString()).isEqualTo("0x5");
    assertThat(page.at("/receipts/1/transactionIndex").asString()).isEqualTo("0x4");
    assertThat(page.at("/receipts/0/logs").isEmpty()).isTrue();
    JsonNode last = client.result("ots_getBlockTransactions", "1,2,2");
    assertThat(last.at("/fullblock/transactions").size()).isEqualTo(1);
    assertThat(last.at("/fullblock/transactions/0/value").asString()).isEqualTo("0x1");
    assertThat(
            client
                .result("ots_getBlockTransactions", "1,9,2")
                .at("/fullblock/transactions")
                .isEmpty())
        .isTrue();
    assertThat(
            client
                .result("ots_getBlockTransactions", "1,9007199254740993,100")
                .get("receipts")
                .isEmpty())
        .isTrue();
  }

  @Test
  void an_account_s_history_is_searched_in_both_directions() {
    String bob = "'" + BOB + "',";
    JsonNode newest = client.result("ots_searchTransactionsBefore", bob + "0,3");
    assertThat(heights(newest)).containsExactly(9, 7, 5);
    assertThat(newest.get("firstPage").asBoolean()).isTrue();
    assertThat(newest.get("lastPage").asBoolean()).isFalse();
    assertThat(newest.at("/receipts/0/timestamp").asString()).startsWith("0x");

    JsonNode rest = client.result("ots_searchTransactionsBefore", bob + "5,3");
    assertThat(heights(rest)).as("whole blocks").containsExactly(3, 1, 1, 1, 1, 1);
    assertThat(rest.at("/txs/1/transactionIndex").asString()).isEqualTo("0x4");
    assertThat(rest.get("firstPage").asBoolean()).isFalse();
    assertThat(rest.get("lastPage").asBoolean()).isTrue();

    JsonNode oldest = client.result("ots_searchTransactionsAfter", bob + "0,2");
    assertThat(heights(oldest)).containsExactly(1, 1, 1, 1, 1);
    assertThat(oldest.get("lastPage").asBoolean()).isTrue();
    assertThat(oldest.get("firstPage").asBoolean()).isFalse();

    JsonNode after = client.result("ots_searchTransactionsAfter", bob + "5,9");
    assertThat(heights(after)).containsExactly(9, 7);
    assertThat(after.get("firstPage").asBoolean()).isTrue();

    JsonNode nobody =
        client.result("ots_searchTransactionsBefore", "'0x" + "77".repeat(20) + "',0,25");
    assertThat(nobody.get("txs").isEmpty()).isTrue();
    assertThat(nobody.get("lastPage").asBoolean()).isTrue();
  }

  @Test
  void transactions_are_found_by_sender_and_nonce() {
    assertThat(client.result("ots_getTransactionBySenderAndNonce", "'" + ALICE + "',2").asString())
        .isEqualTo(first.body().transactions().get(2).hash().toHex());
    assertThat(client.result("ots_getTransactionBySenderAndNonce", "'" + ALICE + "',200").isNull())
        .isTrue();
  }

  @Test
  void a_refused_call_shows_its_error_and_a_good_one_none() {
    var refused =
        node.send(
            "carol",
            new Transaction.DynamicFee(
                Amount.of(930),
                0,
                Amount.ONE,
                Amount.of(2_000_000_000),
                200_000,
                MemoryNode.TREASURY,
                Amount.ZERO,
                Bytes.fromHex("0x11223344"),
                List.of()));
    var donation = node.donate("dave", 9);
    node.mine();
    String hash = "'" + refused.hash() + "'";
    assertThat(client.result("eth_getTransactionReceipt", hash).get("status").asString())
        .isEqualTo("0x0");
    assertThat(client.result("ots_getTransactionError", hash).asString()).startsWith("0x08c379a0");
    String good = "'" + donation.hash() + "'";
    assertThat(client.result("ots_getTransactionError", good).asString()).isEqualTo("0x");
    assertThat(client.result("ots_getInternalOperations", good).isArray()).isTrue();
    JsonNode trace = client.result("ots_traceTransaction", hash);
    assertThat(trace.size()).isEqualTo(1);
    assertThat(trace.at("/0/type").asString()).isEqualTo("CALL");
    assertThat(trace.at("/0/input").asString()).isEqualTo("0x11223344");
    assertThat(trace.at("/0/output")).isEqualTo(client.result("ots_getTransactionError", hash));
    assertThat(client.result("ots_traceTransaction", "'0x" + "11".repeat(32) + "'").isNull())
        .isTrue();
  }

  @Test
  void contracts_have_code_and_no_creator() {
    String treasury = "'" + MemoryNode.TREASURY + "'";
    assertThat(client.result("ots_hasCode", treasury + ",'latest'").asBoolean()).isTrue();
    assertThat(client.result("ots_hasCode", "'" + ALICE + "'").asBoolean()).isFalse();
    assertThat(client.result("ots_getContractCreator", treasury).isNull()).isTrue();
  }
}
