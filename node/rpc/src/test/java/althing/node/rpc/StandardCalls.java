package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Calls of every method that ethereum/execution-apis and this server both know, on a chain that has
 * something to tell. All values are hex.
 *
 * @param sender of the transactions
 * @param other an account with transactions in the pool
 * @param contract an account that has code
 * @param blockNumber of the block that holds the transactions
 * @param transactions one of each type
 * @param logged a transaction with a log
 * @param filter a filter for logs
 * @param blockFilter a filter for blocks
 * @param raw a signed transaction that nobody sent yet
 */
public record StandardCalls(
    String sender,
    String other,
    String contract,
    String blockNumber,
    String blockHash,
    List<String> transactions,
    String logged,
    String filter,
    String blockFilter,
    String raw) {

  private record Call(String method, String params) {}

  /** Fails unless every offered standard method is called and answers in its standard form. */
  public void assertAnswers(Client client, StandardSchemas standard) {
    Set<String> called = new HashSet<>();
    for (Call call : calls()) {
      standard.assertResult(call.method(), client.result(call.method(), call.params()));
      called.add(call.method());
    }
    var offered = new TreeSet<String>();
    for (JsonNode method : client.result("rpc_discover", "").get("methods")) {
      offered.add(method.get("name").asString());
    }
    offered.removeIf(name -> standard.resultOf(name).isEmpty());
    assertThat(called).containsExactlyInAnyOrderElementsOf(offered);
  }

  private List<Call> calls() {
    String account = quoted(sender);
    String number = quoted(blockNumber);
    String hash = quoted(blockHash);
    String unknown = "'0x" + "ab".repeat(32) + "'";
    String transfer = "{'from':%s,'to':'%s','value':'0x1'}".formatted(account, other);
    String priced = "{'from':%s,'to':'%s','gasPrice':'0x77359400'}".formatted(account, other);
    String first = quoted(transactions.getFirst());
    var calls =
        new ArrayList<>(
            List.of(
                new Call("debug_getRawBlock", number),
                new Call("debug_getRawHeader", "'latest'"),
                new Call("debug_getRawReceipts", number),
                new Call("debug_getRawTransaction", first),
                new Call("eth_accounts", ""),
                new Call("eth_baseFee", ""),
                new Call("eth_blockNumber", ""),
                new Call("eth_call", transfer + ",'latest'"),
                new Call("eth_capabilities", ""),
                new Call("eth_chainId", ""),
                new Call("eth_createAccessList", transfer),
                new Call("eth_estimateGas", transfer),
                new Call("eth_feeHistory", "'0x3','latest',[5,50,95]"),
                new Call("eth_feeHistory", "10," + number),
                new Call("eth_fillTransaction", transfer),
                new Call("eth_fillTransaction", priced),
                new Call("eth_gasPrice", ""),
                new Call("eth_getBalance", account + ",'latest'"),
                new Call("eth_getBalance", account),
                new Call("eth_getBlockByHash", hash + ",true"),
                new Call("eth_getBlockByHash", unknown + ",true"),
                new Call("eth_getBlockByNumber", "'0x0',true"),
                new Call("eth_getBlockByNumber", number + ",true"),
                new Call("eth_getBlockByNumber", number + ",false"),
                new Call("eth_getBlockByNumber", "'pending',false"),
                new Call("eth_getBlockReceipts", number),
                new Call("eth_getBlockReceipts", hash),
                new Call("eth_getBlockTransactionCountByHash", hash),
                new Call("eth_getBlockTransactionCountByNumber", number),
                new Call("eth_getCode", quoted(contract)),
                new Call("eth_getFilterChanges", quoted(filter)),
                new Call("eth_getFilterChanges", quoted(blockFilter)),
                new Call("eth_getFilterLogs", quoted(filter)),
                new Call("eth_getLogs", "{'fromBlock':'earliest','toBlock':'latest'}"),
                new Call("eth_getStorageAt", account + ",'0x0','latest'"),
                new Call("eth_getTransactionByBlockHashAndIndex", hash + ",'0x0'"),
                new Call("eth_getTransactionByBlockHashAndIndex", hash + ",'0x9999'"),
                new Call("eth_getTransactionByBlockNumberAndIndex", number + ",'0x0'"),
                new Call("eth_getTransactionByHash", unknown),
                new Call("eth_getTransactionCount", account + ",'pending'"),
                new Call("eth_getTransactionReceipt", quoted(logged)),
                new Call("eth_getTransactionReceipt", unknown),
                new Call("eth_maxPriorityFeePerGas", ""),
                new Call("eth_newBlockFilter", ""),
                new Call("eth_newFilter", "{'topics':[null,[" + unknown + "]]}"),
                new Call("eth_newPendingTransactionFilter", ""),
                new Call("eth_sendRawTransaction", quoted(raw)),
                new Call("eth_syncing", ""),
                new Call("eth_uninstallFilter", quoted(filter)),
                new Call("net_version", ""),
                new Call("txpool_content", ""),
                new Call("txpool_contentFrom", quoted(other)),
                new Call("txpool_status", "")));
    for (String transaction : transactions) {
      calls.add(new Call("eth_getTransactionByHash", quoted(transaction)));
    }
    return calls;
  }

  private static String quoted(String hex) {
    return "'" + hex + "'";
  }
}
