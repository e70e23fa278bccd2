package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.Block;
import althing.ledger.crypto.Keccak256;
import althing.ledger.transaction.Transaction;
import althing.ledger.trie.MerklePatricia;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the Ethereum methods mean. */
class EthMethodsTest extends RpcTest {

  private static final Address ALICE = MemoryNode.person("alice");
  private static final Address BOB = MemoryNode.person("bob");

  private BigInteger balance(Address account, String block) {
    String text = client.result("eth_getBalance", "'" + account + "'," + block).asString();
    return new BigInteger(text.substring(2), 16);
  }

  @Test
  void balances_and_nonces_are_as_of_the_block_asked_for() {
    node.transfer("alice", "bob", 100);
    Block first = node.mine();
    node.transfer("alice", "bob", 10);
    node.mine();
    BigInteger start = Amount.ofSp(10_000).value();

    assertThat(balance(BOB, "'earliest'").subtract(start)).isEqualTo(0);
    assertThat(balance(BOB, "'0x1'").subtract(start)).isEqualTo(100);
    assertThat(balance(BOB, "'latest'").subtract(start)).isEqualTo(110);
    assertThat(balance(BOB, "'" + first.hash() + "'").subtract(start)).isEqualTo(100);
    assertThat(balance(BOB, "{'blockNumber':'0x1'}").subtract(start)).isEqualTo(100);
    assertThat(
            balance(BOB, "{'blockHash':'" + first.hash() + "','requireCanonical':true}")
                .subtract(start))
        .isEqualTo(100);
    assertThat(client.result("eth_getTransactionCount", "'" + ALICE + "','0x1'").asString())
        .isEqualTo("0x1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "safe", "finalized", "pending"})
  void the_head_has_four_names(String tag) {
    node.transfer("alice", "bob", 1);
    Block head = node.mine();
    assertThat(client.result("eth_getBlockByNumber", "'" + tag + "',false").get("hash").asString())
        .isEqualTo(head.hash().toHex());
  }

  /** Trap 7: a wallet that asks at pending must not use a pooled nonce again. */
  @Test
  void pending_counts_pooled_transactions() {
    node.transfer("alice", "bob", 1);
    node.transfer("alice", "bob", 1);
    String alice = "'" + ALICE + "'";
    assertThat(client.result("eth_getTransactionCount", alice).asString()).isEqualTo("0x0");
    assertThat(client.result("eth_getTransactionCount", alice + ",'latest'").asString())
        .isEqualTo("0x0");
    assertThat(client.result("eth_getTransactionCount", alice + ",'pending'").asString())
        .isEqualTo("0x2");
  }

  @Test
  void a_transaction_is_seen_pending_then_final() {
    var transaction = node.transfer("alice", "bob", 1);
    String hash = "'" + transaction.hash() + "'";
    JsonNode pending = client.result("eth_getTransactionByHash", hash);
    assertThat(pending.get("blockHash").isNull()).isTrue();
    assertThat(pending.get("gasPrice").asString()).isEqualTo("0xe8d4a51000");
    assertThat(client.result("eth_getTransactionReceipt", hash).isNull()).isTrue();

    Block block = node.mine();

    JsonNode mined = client.result("eth_getTransactionByHash", hash);
    assertThat(mined.get("blockHash").asString()).isEqualTo(block.hash().toHex());
    assertThat(mined.get("gasPrice").asString())
        .as("base fee and tip")
        .isEqualTo(Amount.of(1_001_000_000).toQuantity());
    assertThat(client.result("eth_getTransactionReceipt", hash).get("effectiveGasPrice"))
        .isEqualTo(mined.get("gasPrice"));
  }

  @Test
  void signatures_are_shown_by_type() {
    var legacy =
        node.send(
            "alice",
            new Transaction.Legacy(
                Amount.of(930), 0, Amount.of(2_000_000_000), 21_000, BOB, Amount.ONE, Bytes.EMPTY));
    var dynamic = node.transfer("alice", "bob", 1);
    node.mine();
    JsonNode first = client.result("eth_getTransactionByHash", "'" + legacy.hash() + "'");
    assertThat(first.get("v").asString())
        .isEqualTo(Hex.quantity(35 + 2 * 930 + legacy.signature().yParity()));
    assertThat(first.has("yParity")).isFalse();
    assertThat(first.get("chainId").asString()).isEqualTo("0x3a2");
    JsonNode second = client.result("eth_getTransactionByHash", "'" + dynamic.hash() + "'");
    assertThat(second.get("v")).isEqualTo(second.get("yParity"));
    assertThat(second.get("yParity").asString())
        .isEqualTo(Hex.quantity(dynamic.signature().yParity()));
  }

  /** Ethereum tools can check everything against the block hash. */
  @Test
  void raw_forms_hash_to_what_the_header_says() {
    node.donate("alice", 5);
    node.transfer("bob", "carol", 5);
    node.mine();
    JsonNode block = client.result("eth_getBlockByNumber", "'0x1',false");
    byte[] header = Hex.decode(client.result("debug_getRawHeader", "'0x1'").asString());
    assertThat(Keccak256.hash(header).toHex()).isEqualTo(block.get("hash").asString());

    var receipts = new ArrayList<byte[]>();
    for (JsonNode raw : client.result("debug_getRawReceipts", "'0x1'")) {
      receipts.add(Hex.decode(raw.asString()));
    }
    assertThat(MerklePatricia.orderedRoot(receipts).toHex())
        .isEqualTo(block.get("receiptsRoot").asString());

    var transactions = new ArrayList<byte[]>();
    for (JsonNode hash : block.get("transactions")) {
      byte[] raw = Hex.decode(client.result("debug_getRawTransaction", hash.toString()).asString());
      assertThat(Keccak256.hash(raw).toHex()).isEqualTo(hash.asString());
      transactions.add(raw);
    }
    assertThat(MerklePatricia.orderedRoot(transactions).toHex())
        .isEqualTo(block.get("transactionsRoot").asString());
    assertThat(block.get("size").asString())
        .isEqualTo(
            Hex.quantity(
                Hex.decode(client.result("debug_getRawBlock", "'0x1'").asString()).length));
  }

  @Test
  void a_raw_transaction_is_found_in_the_pool_or_not_at_all() {
    var pooled = node.transfer("alice", "bob", 1);
    assertThat(client.result("debug_getRawTransaction", "'" + pooled.hash() + "'").asString())
        .isEqualTo(pooled.encoded().toHex());
    assertThat(client.result("debug_getRawTransaction", "'0x" + "11".repeat(32) + "'").asString())
        .isEqualTo("0x");
  }

  /** Trap 8: tools that look for code before they read find some. */
  @Test
  void system_contracts_show_code_and_others_none() {
    assertThat(client.result("eth_getCode", "'" + MemoryNode.TREASURY + "'").asString())
        .isEqualTo("0x60006000fd");
    assertThat(client.result("eth_getCode", "'" + ALICE + "','latest'").asString()).isEqualTo("0x");
  }

  /** Trap 5: cast sends both. */
  @Test
  void input_and_data_may_come_together_when_equal() {
    String call = "{'to':'%s','input':'0x1122','data':'0x1122'}".formatted(BOB);
    assertThat(client.result("eth_call", call + ",'latest'").asString()).isEqualTo("0x");
  }

  @Test
  void calls_estimates_and_access_lists_change_nothing() {
    var before = node.fingerprint();
    String call = "{'from':'%s','to':'%s','value':'0x5'}".formatted(ALICE, MemoryNode.TREASURY);
    assertThat(client.result("eth_call", call).asString()).isEqualTo("0x");
    long gas = Long.decode(client.result("eth_estimateGas", call).asString());
    assertThat(gas).isGreaterThan(21_000);
    JsonNode list = client.result("eth_createAccessList", call);
    assertThat(list.get("accessList").isEmpty()).isTrue();
    assertThat(Long.decode(list.get("gasUsed").asString())).isEqualTo(gas);
    assertThat(node.fingerprint()).isEqualTo(before);
  }

  /** Decision 3: refusals of the domain are code 3 with the contract's own error. */
  @Test
  void a_refusal_is_a_revert_with_a_custom_error() {
    String call = "{'from':'%s','to':'%s','data':'%s'}";
    String donate = Keccak256.hash(Bytes.utf8("donate(uint64)")).toHex().substring(0, 10);
    String data = donate + "0".repeat(64);
    JsonNode error = client.error("eth_call", call.formatted(ALICE, MemoryNode.TREASURY, data));
    assertThat(error.get("code").asInt()).isEqualTo(3);
    assertThat(error.get("message").asString()).startsWith("execution reverted: ZeroAmount");
    assertThat(error.get("data").asString())
        .isEqualTo(Keccak256.hash(Bytes.utf8("ZeroAmount()")).toHex().substring(0, 10));
    assertThat(
            client
                .result("eth_createAccessList", call.formatted(ALICE, MemoryNode.TREASURY, data))
                .get("error")
                .asString())
        .startsWith("execution reverted");
  }

  @Test
  void a_call_without_funds_says_so() {
    JsonNode error =
        client.error(
            "eth_estimateGas",
            "{'from':'0x%s','to':'%s','value':'0x5'}".formatted("12".repeat(20), BOB));
    assertThat(error.get("code").asInt()).isEqualTo(-32000);
    assertThat(error.get("message").asString())
        .startsWith("insufficient funds for gas * price + value");
  }

  @Test
  void a_transaction_is_filled_and_can_be_sent_as_it_is() {
    node.transfer("alice", "bob", 1);
    JsonNode filled =
        client
            .result(
                "eth_fillTransaction",
                "{'from':'%s','to':'%s','value':'0x5'}".formatted(ALICE, BOB))
            .get("tx");
    assertThat(filled.get("type").asString()).isEqualTo("0x2");
    assertThat(filled.get("nonce").asString()).isEqualTo("0x1");
    assertThat(filled.get("gas").asString()).isEqualTo("0x5208");
    assertThat(filled.get("chainId").asString()).isEqualTo("0x3a2");
    var complete =
        new Transaction.DynamicFee(
            Amount.of(930),
            1,
            Amount.of(Long.decode(filled.get("maxPriorityFeePerGas").asString())),
            Amount.of(Long.decode(filled.get("maxFeePerGas").asString())),
            Long.decode(filled.get("gas").asString()),
            BOB,
            Amount.of(5),
            Bytes.EMPTY,
            List.of());
    node.send("alice", complete);
    assertThat(node.mine().body().transactions()).hasSize(2);
  }

  @Test
  void what_is_given_is_not_filled_over() {
    JsonNode filled =
        client
            .result(
                "eth_fillTransaction",
                "{'from':'%s','to':'%s','gas':'0x7777','nonce':'0x9','gasPrice':'0x77359400'}"
                    .formatted(ALICE, BOB))
            .get("tx");
    assertThat(filled.get("type").asString()).isEqualTo("0x0");
    assertThat(filled.get("gas").asString()).isEqualTo("0x7777");
    assertThat(filled.get("nonce").asString()).isEqualTo("0x9");
    assertThat(filled.get("gasPrice").asString()).isEqualTo("0x77359400");
  }

  @Test
  void fees_are_suggested_and_remembered() {
    assertThat(client.result("eth_maxPriorityFeePerGas", "").asString()).isEqualTo("0xf4240");
    assertThat(client.result("eth_baseFee", "").asString()).isEqualTo("0x3b9aca00");
    assertThat(client.result("eth_gasPrice", "").asString()).isEqualTo("0x3baa0c40");
    node.transfer("alice", "bob", 1);
    node.mine();
    node.mine();
    JsonNode history = client.result("eth_feeHistory", "'0x2','latest',[50]");
    assertThat(history.get("oldestBlock").asString()).isEqualTo("0x1");
    assertThat(history.get("baseFeePerGas").size()).isEqualTo(3);
    assertThat(history.get("gasUsedRatio").size()).isEqualTo(2);
    assertThat(history.get("gasUsedRatio").get(0).asDouble()).isEqualTo(21_000 / 30_000_000.0);
    assertThat(history.get("reward").get(0).get(0).asString()).isEqualTo("0xf4240");
    assertThat(history.get("reward").get(1).get(0).asString()).isEqualTo("0x0");
  }

  @Test
  void fee_history_is_no_longer_than_the_chain() {
    node.mine();
    JsonNode history = client.result("eth_feeHistory", "5000,'latest'");
    assertThat(history.get("oldestBlock").asString()).isEqualTo("0x0");
    assertThat(history.get("gasUsedRatio").size()).isEqualTo(2);
    assertThat(history.has("reward")).isFalse();
    assertThat(client.result("eth_feeHistory", "0,'latest'").get("gasUsedRatio").isEmpty())
        .isTrue();
  }

  @Test
  void receipts_count_logs_through_the_block() {
    node.donate("alice", 1);
    node.donate("alice", 2);
    node.donate("bob", 3);
    node.mine();
    JsonNode receipts = client.result("eth_getBlockReceipts", "'latest'");
    assertThat(receipts.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      JsonNode one =
          client.result(
              "eth_getTransactionReceipt", receipts.get(i).get("transactionHash").toString());
      assertThat(one).isEqualTo(receipts.get(i));
      assertThat(one.get("logs").get(0).get("logIndex").asString()).isEqualTo("0x" + i);
    }
    assertThat(receipts.get(2).get("cumulativeGasUsed"))
        .isEqualTo(client.result("eth_getBlockByNumber", "'latest',false").get("gasUsed"));
  }

  @Test
  void there_are_no_uncles() {
    assertThat(client.result("eth_getUncleCountByBlockNumber", "'0x0'").asString())
        .isEqualTo("0x0");
    String hash = client.result("eth_getBlockByNumber", "'0x0',false").get("hash").toString();
    assertThat(client.result("eth_getUncleCountByBlockHash", hash).asString()).isEqualTo("0x0");
    assertThat(client.result("eth_getUncleByBlockNumberAndIndex", "'0x0','0x0'").isNull()).isTrue();
    assertThat(client.result("eth_getUncleByBlockHashAndIndex", hash + ",'0x0'").isNull()).isTrue();
  }

  @Test
  void the_pool_is_shown_by_sender_and_nonce() {
    var first = node.transfer("alice", "bob", 1);
    var later =
        node.send(
            "alice",
            new Transaction.Legacy(
                Amount.of(930), 5, Amount.of(2_000_000_000), 21_000, BOB, Amount.ONE, Bytes.EMPTY));
    JsonNode status = client.result("txpool_status", "");
    assertThat(status.get("pending").asString()).isEqualTo("0x1");
    assertThat(status.get("queued").asString()).isEqualTo("0x1");
    JsonNode content = client.result("txpool_content", "");
    assertThat(content.at("/pending/" + ALICE + "/0/hash").asString())
        .isEqualTo(first.hash().toHex());
    assertThat(content.at("/queued/" + ALICE + "/5/hash").asString())
        .isEqualTo(later.hash().toHex());
    JsonNode from = client.result("txpool_contentFrom", "'" + ALICE + "'");
    assertThat(from.at("/queued/5/nonce").asString()).isEqualTo("0x5");
    assertThat(client.result("txpool_contentFrom", "'" + BOB + "'").get("pending").isEmpty())
        .isTrue();
    assertThat(client.result("txpool_inspect", "").at("/queued/" + ALICE + "/5").asString())
        .isEqualTo(BOB + ": 1 wei + 21000 gas × 2000000000 wei");
  }

  @Test
  void the_node_says_what_it_is() {
    assertThat(client.result("net_version", "").asString()).isEqualTo("930");
    assertThat(client.result("net_listening", "").asBoolean()).isTrue();
    assertThat(client.result("net_peerCount", "").asString()).isEqualTo("0x0");
    assertThat(client.result("web3_clientVersion", "").asString()).isEqualTo("Althing/test");
    assertThat(client.result("web3_sha3", "'0x68656c6c6f'").asString())
        .isEqualTo("0x1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8");
    assertThat(client.result("eth_accounts", "").isEmpty()).isTrue();
    assertThat(client.result("eth_syncing", "").asBoolean()).isFalse();
  }

  @Test
  void storage_is_a_zero_word() {
    assertThat(client.result("eth_getStorageAt", "'" + ALICE + "','0x1'").asString())
        .isEqualTo("0x" + "0".repeat(64));
  }
}
