package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The OpenRPC document says what is true of the methods it lists. */
class OpenRpcTest extends RpcTest {

  /** ETHEREUM 1.2: what clients, wallets and explorers need without an EVM. */
  private static final List<String> PROMISED =
      List.of(
          """
          eth_chainId net_version web3_clientVersion eth_blockNumber eth_getBlockByNumber
          eth_getBlockByHash eth_getBalance eth_getTransactionCount eth_getCode eth_call
          eth_estimateGas eth_gasPrice eth_maxPriorityFeePerGas eth_feeHistory
          eth_sendRawTransaction eth_getTransactionByHash eth_getTransactionReceipt eth_getLogs
          eth_newFilter eth_newBlockFilter eth_newPendingTransactionFilter eth_getFilterChanges
          eth_getFilterLogs eth_uninstallFilter eth_subscribe eth_unsubscribe eth_syncing
          eth_accounts eth_getBlockReceipts eth_getTransactionByBlockHashAndIndex
          eth_getTransactionByBlockNumberAndIndex eth_getBlockTransactionCountByHash
          eth_getBlockTransactionCountByNumber eth_getUncleByBlockHashAndIndex
          eth_getUncleByBlockNumberAndIndex eth_getUncleCountByBlockHash
          eth_getUncleCountByBlockNumber eth_getStorageAt eth_fillTransaction
          eth_createAccessList eth_baseFee eth_capabilities net_listening net_peerCount web3_sha3
          txpool_status txpool_content txpool_contentFrom txpool_inspect debug_getRawTransaction
          debug_getRawBlock debug_getRawHeader debug_getRawReceipts rpc.discover rpc_discover
          ots_getApiLevel ots_hasCode ots_getBlockDetails ots_getBlockDetailsByHash
          ots_getBlockTransactions ots_searchTransactionsBefore ots_searchTransactionsAfter
          ots_getTransactionBySenderAndNonce ots_getContractCreator ots_getInternalOperations
          ots_traceTransaction ots_getTransactionError erigon_getHeaderByNumber althing_getEvents
          althing_getEventProof althing_getConsistencyProof althing_getCheckpoint althing_getState
          althing_getProof althing_explain althing_verify\
          """
              .split("\\s+"));

  @Test
  void both_names_answer_the_same_document() {
    JsonNode document = client.result("rpc_discover", "");
    assertThat(document.get("openrpc").asString()).isEqualTo("1.2.6");
    assertThat(document.at("/info/version").asString()).isEqualTo("Althing/test");
    assertThat(client.result("rpc.discover", "")).isEqualTo(document);
  }

  @Test
  void every_promised_method_is_listed_once() {
    var listed = new TreeSet<String>();
    for (JsonNode method : client.result("rpc_discover", "").get("methods")) {
      assertThat(listed.add(method.get("name").asString())).as(method.toString()).isTrue();
      assertThat(method.get("summary").asString()).endsWith(".");
      Set<String> params = new HashSet<>();
      boolean optional = false;
      for (JsonNode param : method.get("params")) {
        assertThat(params.add(param.get("name").asString())).as(method.toString()).isTrue();
        assertThat(param.get("description").asString()).isNotEmpty();
        assertThat(optional && param.get("required").asBoolean())
            .as("required after optional: " + method)
            .isFalse();
        optional |= !param.get("required").asBoolean();
      }
    }
    assertThat(listed).containsAll(PROMISED);
  }

  @Test
  void every_reference_leads_to_a_schema_and_every_schema_is_used() {
    JsonNode document = client.result("rpc_discover", "");
    var names = new TreeSet<String>();
    document.at("/components/schemas").propertyNames().forEach(names::add);
    var referred = new TreeSet<String>();
    var references =
        Pattern.compile("\"#/components/schemas/(\\w+)\"").matcher(document.toString());
    while (references.find()) {
      referred.add(references.group(1));
    }
    assertThat(referred).isEqualTo(names);
  }

  /** Answers have the form that the document gives them. */
  @Test
  void answers_have_the_described_form() {
    node.donate("alice", 5);
    node.transfer("bob", "carol", 5);
    var block = node.mine();
    node.transfer("bob", "carol", 6);
    String hash = "'" + block.body().transactions().getFirst().hash() + "'";
    String alice = "'" + MemoryNode.person("alice") + "'";
    var described = new StandardSchemas(client.result("rpc_discover", ""));
    for (String[] call :
        new String[][] {
          {"eth_getBlockByNumber", "'0x1',true"},
          {"eth_getBlockByNumber", "'0x1',false"},
          {"eth_getBlockByNumber", "'0x9',false"},
          {"eth_getBlockReceipts", "'0x1'"},
          {"eth_getTransactionByHash", hash},
          {"eth_getTransactionReceipt", hash},
          {"eth_getLogs", "{'fromBlock':'0x0'}"},
          {"eth_feeHistory", "2,'latest',[50]"},
          {"eth_fillTransaction", "{'from':" + alice + ",'to':" + alice + "}"},
          {"eth_createAccessList", "{'from':" + alice + ",'to':" + alice + "}"},
          {"eth_capabilities", ""},
          {"eth_syncing", ""},
          {"eth_accounts", ""},
          {"net_listening", ""},
          {"txpool_status", ""},
          {"txpool_content", ""},
          {"txpool_inspect", ""},
          {"debug_getRawReceipts", "'0x1'"},
          {"erigon_getHeaderByNumber", "1"},
          {"ots_getBlockDetails", "1"},
          {"ots_getBlockTransactions", "1,0,5"},
          {"ots_searchTransactionsBefore", alice + ",0,5"},
          {"ots_getTransactionBySenderAndNonce", alice + ",0"},
          {"ots_getTransactionBySenderAndNonce", alice + ",9"},
          {"ots_getApiLevel", ""},
          {"ots_traceTransaction", hash},
          {"althing_getEvents", "0,5"},
          {"althing_getBlockEvents", "'0x1'"},
          {"althing_getEventProof", "3"},
          {"althing_getConsistencyProof", "3"},
          {"althing_getCheckpoint", ""},
          {"althing_getState", "'accounts',['0x00','0x01']"},
          {"althing_listState", "'accounts'"},
          {"althing_getProof", "'0x01'"},
          {"althing_explain", "'accounts','0x00'"},
          {"althing_verify", ""},
          {"althing_nodeInfo", ""},
          {"althing_evidence", ""},
        }) {
      described.assertResult(call[0], client.result(call[0], call[1]));
    }
  }
}
