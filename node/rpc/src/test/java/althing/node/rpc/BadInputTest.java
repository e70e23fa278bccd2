package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.abi.AbiError;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Parameters that are wrong: the exact error, and nothing changed. Transactions that a node refuses
 * are the matter of node-app's RefusalsTest.
 */
class BadInputTest extends RpcTest {

  private static final Address BOB = MemoryNode.person("bob");
  private static final Address ALICE = MemoryNode.person("alice");

  /** Wrong parameter types, counts and forms; the message names the position and what is wrong. */
  @ParameterizedTest(name = "{0}({1})")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "eth_getBalance||missing value for required argument 0",
        "eth_getBalance|null|missing value for required argument 0",
        "eth_getBalance|1|invalid argument 0: expected a string, got a number",
        "eth_getBalance|true|invalid argument 0: expected a string, got a boolean",
        "eth_getBalance|{}|invalid argument 0: expected a string, got an object",
        "eth_getBalance|[]|invalid argument 0: expected a string, got an array",
        "eth_getBalance|''|invalid argument 0: empty hex string",
        "eth_getBalance|'abcd'|invalid argument 0: hex string without 0x prefix",
        "eth_getBalance|'0xabcd'|invalid argument 0: hex string has length 4, want 40 for address",
        "eth_getBalance|'0x000000000000000000000000000000000000000g'|invalid argument 0: invalid"
            + " hex string",
        "eth_chainId|1|too many arguments, want at most 0",
        "eth_getBalance|'0x0000000000000000000000000000000000000000','latest',1|too many"
            + " arguments, want at most 2",
        "eth_getBlockByNumber|'0x0'|missing value for required argument 1",
        "eth_getBlockByNumber|'0x0','true'|invalid argument 1: expected a boolean, got a string",
        "eth_getBlockByNumber|'0x',true|invalid argument 0: hex string `0x`",
        "eth_getBlockByNumber|'0x01',true|invalid argument 0: hex number with leading zero digits",
        "eth_getBlockByNumber|'0xz',true|invalid argument 0: invalid hex string",
        "eth_getBlockByNumber|'0x10000000000000000',true|invalid argument 0: hex number > 64 bits",
        "eth_getBlockByNumber|'0xffffffffffffffff',true|invalid argument 0: number larger than"
            + " 2^63-1",
        "eth_getBlockByNumber|7,true|invalid argument 0: expected a string, got a number",
        "eth_getBlockByHash|'0x12',true|invalid argument 0: hex string has length 2, want 64 for"
            + " hash",
        "eth_sendRawTransaction|'0x123'|invalid argument 0: hex string of odd length",
        "eth_sendRawTransaction|'0xzz'|invalid argument 0: invalid hex string",
        "eth_call|'0x'|invalid argument 0: expected an object, got a string",
        "eth_call|{'to':'0x12'}|invalid argument 0: to: hex string has length 2, want 40 for"
            + " address",
        "eth_call|{'value':'12'}|invalid argument 0: value: hex string without 0x prefix",
        "eth_call|{'gas':21000}|invalid argument 0: gas: expected a string, got a number",
        "eth_call|{'accessList':[{}]}|invalid argument 0: accessList: address is missing",
        "eth_call|{'blobVersionedHashes':['0x01']}|invalid argument 0: blobVersionedHashes: blob"
            + " and set-code transactions are not supported",
        "eth_getLogs|{'address':7}|invalid argument 0: address: expected a string or an array, got"
            + " a number",
        "eth_getLogs|{'topics':['0x12']}|invalid argument 0: topics: hex string has length 2, want"
            + " 64 for hash",
        "eth_getLogs|{'topics':[null,null,null,null,null]}|invalid argument 0: topics: at most 4"
            + " entries, not 5",
        "eth_feeHistory|'x','latest',[]|invalid argument 0: hex string without 0x prefix",
        "eth_feeHistory|-1,'latest',[]|invalid argument 0: negative number: -1",
        "eth_feeHistory|1.5,'latest',[]|invalid argument 0: not a whole number of at most 63 bits:"
            + " 1.5",
        "eth_feeHistory|1,'latest',['x']|invalid argument 2: expected a number, got a string",
        "eth_getFilterChanges|7|invalid argument 0: expected a string, got a number",
        "althing_getState|'accounts'|missing value for required argument 1",
        "althing_getState|'nobody','0x'|invalid argument 0: unknown projection, there are protocol,"
            + " accounts, treasury",
        "althing_getState|'accounts',[null]|invalid argument 1: expected a string, got null",
        "althing_getEvents|0,1,{'colour':1}|invalid argument 2: unknown member: use projections,"
            + " names or account",
        "althing_getEventProof|999|invalid argument 0: event 999 is not in a log of 12 events",
        "althing_getEventProof|0,999|invalid argument 1: size 999 is above the log's 12",
        "althing_getConsistencyProof|9,8|invalid argument 0: old size 9 is above the new size 8",
      })
  void wrong_parameters(String method, @Nullable String params, String message) {
    assertRefused(method, params == null ? "" : params, -32602, message.replace('`', '"'));
  }

  /** Bad input: unknown block tags. */
  @ParameterizedTest
  @CsvSource({"newest", "Latest", "head", "''", "-1"})
  void unknown_block_tags(String tag) {
    String message =
        switch (tag) {
          case "" -> "empty hex string";
          case "-1" -> "hex string without 0x prefix";
          default ->
              "unknown block tag \""
                  + tag
                  + "\": use latest, earliest, pending, safe, finalized or a number in hex";
        };
    assertRefused(
        "eth_getBlockByNumber", "'" + tag + "',false", -32602, "invalid argument 0: " + message);
    assertRefused(
        "eth_getBalance",
        "'" + ALICE + "','" + tag + "'",
        -32602,
        "invalid argument 1: " + message);
  }

  /** Bad input: future heights. Looking up is answered with null, asking a state with an error. */
  @Test
  void future_heights() {
    assertThat(client.result("eth_getBlockByNumber", "'0x7',false").isNull()).isTrue();
    assertThat(client.result("eth_getBlockReceipts", "'0x7'").isNull()).isTrue();
    assertThat(client.result("eth_getBlockTransactionCountByNumber", "'0x7'").isNull()).isTrue();
    assertThat(client.result("eth_getTransactionByBlockNumberAndIndex", "'0x7','0x0'").isNull())
        .isTrue();
    assertThat(client.result("eth_getUncleCountByBlockNumber", "'0x7'").isNull()).isTrue();
    String alice = "'" + ALICE + "'";
    assertRefused("eth_getBalance", alice + ",'0x7'", -32000, "header not found");
    assertRefused("eth_getTransactionCount", alice + ",'0x7'", -32000, "header not found");
    assertRefused("eth_getCode", alice + ",'0x7'", -32000, "header not found");
    assertRefused("eth_getStorageAt", alice + ",'0x0','0x7'", -32000, "header not found");
    assertRefused("eth_call", "{'to':" + alice + "},'0x7'", -32000, "header not found");
    assertRefused("eth_estimateGas", "{'to':" + alice + "},'0x7'", -32000, "header not found");
    assertRefused("debug_getRawHeader", "'0x7'", -32000, "header not found");
    assertRefused("althing_getState", "'accounts','0x','0x7'", -32000, "header not found");
    assertRefused("eth_feeHistory", "1,'0x7',[]", -32000, "request beyond head block: head is 0");
    assertRefused(
        "eth_getLogs",
        "{'fromBlock':'0x7','toBlock':'0x8'}",
        -32602,
        "block range extends beyond current head block");
    String unknown = "'0x" + "11".repeat(32) + "'";
    assertRefused("eth_getBalance", alice + "," + unknown, -32000, "header for hash not found");
    assertRefused(
        "eth_getBalance",
        alice + ",{'blockHash':" + unknown + "}",
        -32000,
        "header for hash not found");
    assertRefused("eth_getLogs", "{'blockHash':" + unknown + "}", -32000, "unknown block");
  }

  /** Bad input: pruned heights. The answer says what is kept. */
  @Test
  void pruned_heights() {
    node.mine();
    node.mine();
    node.mine();
    node.memory().pruneBelow(2);
    String message =
        "pruned history unavailable: state at height 1 is pruned: kept from height 2 to 3";
    String alice = "'" + ALICE + "'";
    assertRefused("eth_getBalance", alice + ",'0x1'", 4444, message);
    assertRefused("eth_getTransactionCount", alice + ",'0x1'", 4444, message);
    assertRefused("eth_call", "{'to':" + alice + "},'0x1'", 4444, message);
    assertRefused("althing_getState", "'accounts','0x','0x1'", 4444, message);
    assertRefused("althing_explain", "'accounts','0x','0x1'", 4444, message);
    assertRefused(
        "althing_getProof",
        "'0x01','0x1'",
        4444,
        "no state proof at height 1: the nearest provable heights are 2");
    assertThat(client.result("eth_getBalance", alice + ",'0x2'").asString())
        .isEqualTo(Amount.ofSp(10_000).toQuantity());
    assertThat(client.result("eth_getBlockByNumber", "'0x1',true").isNull()).isFalse();
  }

  @Test
  void eip_1898_objects_are_consistent() {
    String hash = "'0x" + "11".repeat(32) + "'";
    String alice = "'" + ALICE + "',";
    assertRefused(
        "eth_getBalance",
        alice + "{'blockHash':" + hash + ",'blockNumber':'0x0'}",
        -32602,
        "invalid argument 1: cannot specify both BlockHash and BlockNumber, choose one or the"
            + " other");
    assertRefused(
        "eth_getBalance",
        alice + "{}",
        -32602,
        "invalid argument 1: expected blockHash or blockNumber in the object");
    assertRefused(
        "eth_getBalance",
        alice + "{'blockNumber':'soon'}",
        -32602,
        "invalid argument 1: blockNumber: unknown block tag \"soon\": use latest, earliest,"
            + " pending, safe, finalized or a number in hex");
    assertRefused(
        "eth_getBalance",
        alice + "{'blockNumber':'0x0','requireCanonical':1}",
        -32602,
        "invalid argument 1: requireCanonical: expected a boolean, got a number");
  }

  /** Bad input: unknown system method, ABI with trailing bytes. Refusals carry ABI error data. */
  @Test
  void system_calls_that_do_not_decode() {
    String to = "'to':'" + MemoryNode.TREASURY + "'";
    assertReverted("{" + to + ",'data':'0x11223344'}", "0x11223344");
    String balanceOfRoot =
        node.projections().stream()
            .filter(projection -> projection.name().equals("treasury"))
            .flatMap(projection -> projection.contracts().stream())
            .findFirst()
            .orElseThrow()
            .abi()
            .encodeCall("balanceOf", List.of(BigInteger.ZERO))
            .toHex();
    assertThat(client.result("eth_call", "{" + to + ",'input':'" + balanceOfRoot + "'}").asString())
        .startsWith("0x");
    assertReverted("{" + to + ",'input':'" + balanceOfRoot + "00'}", "1 bytes left over");
  }

  private void assertReverted(String call, String named) {
    var before = node.fingerprint();
    for (String method : List.of("eth_call", "eth_estimateGas")) {
      var error = client.error(method, call);
      assertThat(error.get("code").asInt()).isEqualTo(3);
      String message = error.get("message").asString();
      assertThat(message).startsWith("execution reverted: ").contains(named);
      String reason = message.substring("execution reverted: ".length());
      assertThat(error.get("data").asString())
          .isEqualTo(AbiError.REASON.encode(List.of(reason)).toHex());
    }
    assertThat(node.fingerprint()).isEqualTo(before);
  }

  @Test
  void calls_that_contradict_themselves() {
    String alice = "'from':'" + ALICE + "','to':'" + BOB + "'";
    assertRefused(
        "eth_call",
        "{" + alice + ",'data':'0x01','input':'0x02'}",
        -32000,
        "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass"
            + " transaction call data");
    assertRefused(
        "eth_estimateGas",
        "{" + alice + ",'gasPrice':'0x1','maxFeePerGas':'0x1'}",
        -32000,
        "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
    assertRefused(
        "eth_call",
        "{" + alice + ",'chainId':'0x1'}",
        -32000,
        "chainId does not match node's (have=1, want=930)");
    assertRefused(
        "eth_fillTransaction",
        "{" + alice + ",'maxFeePerGas':'0x1','maxPriorityFeePerGas':'0x2'}",
        -32000,
        "max priority fee per gas higher than max fee per gas: maxFeePerGas 1,"
            + " maxPriorityFeePerGas 2");
    assertRefused(
        "eth_call", "{" + alice + ",'type':'0x3'}", -32000, "transaction type not supported: 3");
  }

  /** Numbers whose product passes 256 bits are refused like too little money. */
  @Test
  void calls_that_nobody_could_pay() {
    String most = "'0x" + "f".repeat(64) + "'";
    for (String method : List.of("eth_call", "eth_estimateGas")) {
      assertRefused(
          method,
          "{'from':'" + ALICE + "','to':'" + BOB + "','gas':'0xffff','gasPrice':" + most + "}",
          -32000,
          "insufficient funds for gas * price + value: required balance exceeds 256 bits");
    }
  }

  @Test
  void fee_history_percentiles_out_of_order_or_range() {
    assertRefused("eth_feeHistory", "1,'latest',[101]", -32000, "invalid reward percentile: 101");
    assertRefused("eth_feeHistory", "1,'latest',[-1]", -32000, "invalid reward percentile: -1");
    assertRefused(
        "eth_feeHistory", "1,'latest',[10,5]", -32000, "invalid reward percentile: 5 after 10.0");
    assertRefused(
        "eth_feeHistory",
        "1,'latest',[" + "1,".repeat(100) + "2]",
        -32000,
        "over the query limit 100");
  }

  @Test
  void filters_and_subscriptions_that_are_not_there() {
    assertRefused("eth_getFilterChanges", "'0x1'", -32000, "filter not found");
    assertRefused("eth_getFilterLogs", "'0x1'", -32000, "filter not found");
    assertThat(client.result("eth_uninstallFilter", "'0x1'").asBoolean()).isFalse();
    assertRefused("eth_subscribe", "'newHeads'", -32601, "notifications not supported");
    assertRefused("eth_unsubscribe", "'0x1'", -32601, "notifications not supported");
  }
}
