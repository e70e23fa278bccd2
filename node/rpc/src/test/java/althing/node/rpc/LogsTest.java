package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.Block;
import althing.ledger.types.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Logs asked for and polled. */
class LogsTest extends RpcTest {

  private static final String RANGE = "'fromBlock':'earliest','toBlock':'latest'";

  private Block second;

  /** alice donates in blocks 1 and 3, bob in 2 and 3. */
  @BeforeEach
  void donations() {
    node.donate("alice", 1);
    node.mine();
    node.donate("bob", 2);
    second = node.mine();
    node.donate("alice", 3);
    node.donate("bob", 4);
    node.mine();
  }

  private List<String> amounts(String filter) {
    return amounts(client.result("eth_getLogs", "{" + filter + "}"));
  }

  private static List<String> amounts(JsonNode logs) {
    var amounts = new ArrayList<String>();
    for (JsonNode log : logs) {
      String data = log.get("data").asString();
      amounts.add(data.substring(data.length() - 1));
    }
    return amounts;
  }

  private static String topic(Address address) {
    return "'0x" + "0".repeat(24) + address.toHex().substring(2) + "'";
  }

  private String signature() {
    return client.result("eth_getLogs", "{" + RANGE + "}").get(0).get("topics").get(0).toString();
  }

  @Test
  void logs_are_found_by_range() {
    assertThat(amounts(RANGE)).hasSize(4);
    assertThat(amounts("'fromBlock':'0x2','toBlock':'0x2'")).containsExactly("2");
    assertThat(amounts("")).as("the latest block").containsExactlyInAnyOrder("3", "4");
    assertThat(amounts("'blockHash':'" + second.hash() + "'")).containsExactly("2");
    assertThat(amounts("'fromBlock':'0x0','toBlock':'0x0'")).isEmpty();
  }

  /** Trap 6: the case of an address does not matter. */
  @Test
  void logs_are_found_by_address_in_any_case() {
    String treasury = MemoryNode.TREASURY.toHex();
    assertThat(amounts(RANGE + ",'address':'" + treasury + "'")).hasSize(4);
    assertThat(
            amounts(
                RANGE + ",'address':'0x" + treasury.substring(2).toUpperCase(Locale.ROOT) + "'"))
        .hasSize(4);
    assertThat(amounts(RANGE + ",'address':['" + treasury + "']")).hasSize(4);
    assertThat(amounts(RANGE + ",'address':[]")).hasSize(4);
    assertThat(amounts(RANGE + ",'address':null")).hasSize(4);
    assertThat(amounts(RANGE + ",'address':'0x" + "11".repeat(20) + "'")).isEmpty();
  }

  @Test
  void logs_are_found_by_topics_at_their_positions() {
    String alice = topic(MemoryNode.person("alice"));
    String bob = topic(MemoryNode.person("bob"));
    JsonNode topics = client.result("eth_getLogs", "{" + RANGE + "}").get(0).get("topics");
    int position = topics.get(1).toString().equals(alice.replace('\'', '"')) ? 1 : 2;
    String any = position == 1 ? "null," : "null,null,";
    assertThat(amounts(RANGE + ",'topics':[" + any + alice + "]")).containsExactly("1", "3");
    assertThat(amounts(RANGE + ",'topics':[" + signature() + "]")).hasSize(4);
    assertThat(amounts(RANGE + ",'topics':[" + any + "[" + alice + "," + bob + "]]")).hasSize(4);
    assertThat(amounts(RANGE + ",'topics':[" + alice + "]")).isEmpty();
    assertThat(amounts(RANGE + ",'topics':[]")).hasSize(4);
    assertThat(amounts(RANGE + ",'topics':[null,null,null,null]"))
        .as("no log has four topics")
        .isEmpty();
  }

  @Test
  void ranges_that_make_no_sense_are_refused() {
    assertRefused(
        "eth_getLogs", "{'fromBlock':'0x3','toBlock':'0x2'}", -32602, "invalid block range params");
    assertRefused(
        "eth_getLogs",
        "{'fromBlock':'0x3','toBlock':'earliest'}",
        -32602,
        "invalid block range params");
    assertRefused(
        "eth_getLogs",
        "{'blockHash':'" + second.hash() + "','toBlock':'0x2'}",
        -32602,
        "invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or"
            + " the other");
  }

  @Test
  void a_filter_tells_each_log_once() {
    String id =
        client.result("eth_newFilter", "{'address':'" + MemoryNode.TREASURY + "'}").toString();
    assertThat(client.result("eth_getFilterChanges", id).isEmpty()).isTrue();

    node.donate("alice", 5);
    node.mine();
    node.mine();
    node.donate("alice", 6);
    node.mine();

    assertThat(amounts(client.result("eth_getFilterChanges", id))).containsExactly("5", "6");
    assertThat(client.result("eth_getFilterChanges", id).isEmpty()).isTrue();
    assertThat(client.result("eth_uninstallFilter", id).asBoolean()).isTrue();
    assertRefused("eth_getFilterChanges", id, -32000, "filter not found");
  }

  /** web3j reads the past of a filter first, then its changes. */
  @Test
  void a_filter_also_tells_its_past() {
    String id = client.result("eth_newFilter", "{" + RANGE + "}").toString();
    assertThat(amounts(client.result("eth_getFilterLogs", id))).hasSize(4);
    assertThat(client.result("eth_getFilterChanges", id).isEmpty()).isTrue();
    String blocks = client.result("eth_newBlockFilter", "").toString();
    assertRefused("eth_getFilterLogs", blocks, -32000, "filter not found");
  }

  @Test
  void a_filter_keeps_to_its_range() {
    String id = client.result("eth_newFilter", "{'fromBlock':'0x5','toBlock':'0x5'}").toString();
    node.donate("alice", 5);
    node.mine();
    node.donate("alice", 6);
    node.mine();
    node.donate("alice", 7);
    node.mine();
    assertThat(amounts(client.result("eth_getFilterChanges", id))).containsExactly("6");
    assertThat(client.result("eth_getFilterChanges", id).isEmpty()).isTrue();
  }

  @Test
  void a_block_filter_tells_each_block_once() {
    String id = client.result("eth_newBlockFilter", "").toString();
    Block first = node.mine();
    Block next = node.mine();
    JsonNode told = client.result("eth_getFilterChanges", id);
    assertThat(told.size()).isEqualTo(2);
    assertThat(told.get(0).asString()).isEqualTo(first.hash().toHex());
    assertThat(told.get(1).asString()).isEqualTo(next.hash().toHex());
    assertThat(client.result("eth_getFilterChanges", id).isEmpty()).isTrue();
  }

  @Test
  void a_pending_filter_tells_each_transaction_once() {
    node.transfer("alice", "bob", 1);
    String id = client.result("eth_newPendingTransactionFilter", "").toString();
    var first = node.transfer("alice", "bob", 2);
    var next = node.transfer("alice", "bob", 3);
    JsonNode told = client.result("eth_getFilterChanges", id);
    assertThat(told.size()).isEqualTo(2);
    assertThat(told.get(0).asString()).isEqualTo(first.hash().toHex());
    assertThat(told.get(1).asString()).isEqualTo(next.hash().toHex());
    assertThat(client.result("eth_getFilterChanges", id).isEmpty()).isTrue();
    client.result("eth_uninstallFilter", id);
  }

  @Test
  void one_client_may_have_so_many_filters() {
    for (int i = 0; i < 256; i++) {
      client.result("eth_newBlockFilter", "");
    }
    assertRefused(
        "eth_newBlockFilter", "", -32005, "too many filters: at most 256 for each client");
    assertThat(client.get("/metrics").body()).contains("althing_rpc_filters 256.0");
  }
}
