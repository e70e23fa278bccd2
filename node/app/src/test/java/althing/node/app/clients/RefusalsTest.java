package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.genesis.key.NodeKey;
import althing.ledger.abi.AbiError;
import althing.ledger.chain.Retention;
import althing.ledger.protocol.Parameters;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateRetention;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.node.app.run.RunningNode;
import althing.node.rpc.Client;
import althing.node.rpc.RpcConfig;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Bad input over HTTP to a whole node: the exact code and words for each, and afterwards head,
 * pool, balances and nonces as before. Account 0 has used the nonces 0 to 5 and has a transaction
 * waiting behind a gap, at 8; the node keeps the state of three heights below its head at 6.
 */
class RefusalsTest {

  private static final Address ALICE = Dev.account(0);
  private static final Address BOB = Dev.account(1);
  private static final int HEAD = 6;
  private static final int WINDOW = 3;
  private static final long NEXT_NONCE = 6;
  private static final long QUEUED_NONCE = 8;
  private static final long MAX_NONCE_GAP = 4_096;
  private static final int MAX_BODY = 5 << 20;
  private static final BigInteger CURVE_ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  @TempDir static Path directory;

  private static RunningNode node;
  private static Client client;

  @BeforeAll
  static void start() {
    NodeKey key = NodeKey.of(new byte[32]);
    var genesis =
        new Genesis(
            930,
            1_800_000_000_000L,
            Engine.SINGLE,
            List.of(new Validator(Dev.account(9), key.publicKey(), Bytes.EMPTY)),
            Map.of(ALICE, Amount.ofSp(10_000), BOB, Amount.ofSp(10_000)),
            Map.of(Parameters.EPOCH_MILLIS, 31_622_400_000L));
    node =
        RunningNode.start(
            new RunningNode.Setup(
                directory,
                () -> genesis,
                null,
                key,
                RpcConfig.loopback(0),
                new Retention(WINDOW, StateRetention.DEFAULT_WINDOW),
                0L,
                "althing/test",
                null));
    client = new Client(node.rpc().url());
    for (int nonce = 0; nonce < HEAD; nonce++) {
      Dev.mined(client, transfer(nonce));
    }
    client.result("eth_sendRawTransaction", "'" + transfer(QUEUED_NONCE).encoded() + "'");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** One bad input: a call, and what is said to it. */
  private record Refusal(String name, String method, String params, int code, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Refusal> refusals() {
    var all = new ArrayList<Refusal>();
    all.addAll(transactions());
    all.addAll(requests());
    all.addAll(heights());
    all.addAll(systemCalls());
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void bad_input_is_refused_in_words_and_changes_nothing(Refusal refusal) {
    Map<String, JsonNode> before = fingerprint();
    JsonNode error = client.error(refusal.method(), refusal.params());
    assertThat(error.get("message").asString()).isEqualTo(refusal.message());
    assertThat(error.get("code").asInt()).isEqualTo(refusal.code());
    assertThat(fingerprint()).isEqualTo(before);
  }

  private static List<Refusal> transactions() {
    return List.of(
        raw(
            "malformed RLP",
            "0x02c0ff",
            "transaction envelope: RLP: 1 bytes left over at offset 2"),
        raw("no transaction at all", "0x", "transaction envelope: empty"),
        raw("unknown type", "0x05c0", "transaction type: transaction type not supported: 5"),
        raw(
            "blob transaction",
            "0x03c0",
            "transaction type: transaction type not supported: 3 (blob)"),
        raw(
            "set-code transaction",
            "0x04c0",
            "transaction type: transaction type not supported: 4 (set code)"),
        sent(
            "wrong chain id",
            new Transaction.DynamicFee(
                Amount.ONE,
                NEXT_NONCE,
                Dev.GWEI,
                Dev.GWEI.times(100),
                21_000,
                BOB,
                Amount.ONE,
                Bytes.EMPTY,
                List.of()),
            "invalid chain id for signer: have 1 want 930"),
        sent(
            "not replay-protected",
            new Transaction.Legacy(
                null, NEXT_NONCE, Dev.GWEI.times(100), 21_000, BOB, Amount.ONE, Bytes.EMPTY),
            "only replay-protected (EIP-155) transactions allowed over RPC"),
        raw(
            "high-s signature",
            withHighS(transfer(NEXT_NONCE)),
            "transaction s: invalid signature: s is 0 or above half the curve's order"),
        sent(
            "nonce reuse",
            Dev.dynamic(0, 21_000, BOB, Amount.ONE, Bytes.EMPTY),
            "nonce too low: address " + ALICE + ", tx: 0 state: 6"),
        sent(
            "nonce past the bound of gaps",
            Dev.dynamic(NEXT_NONCE + MAX_NONCE_GAP + 1, 21_000, BOB, Amount.ONE, Bytes.EMPTY),
            "nonce too high: address " + ALICE + ", tx: 4103 state: 6"),
        raw("resending what waits", transfer(QUEUED_NONCE).encoded().toHex(), "already known"),
        sent(
            "replacement for the same price",
            Dev.dynamic(QUEUED_NONCE, 21_000, BOB, Amount.ZERO, Bytes.EMPTY),
            "replacement transaction underpriced: needs maxFeePerGas 110000000000 and"
                + " maxPriorityFeePerGas 1100000000"),
        sent(
            "gas below intrinsic",
            Dev.dynamic(NEXT_NONCE, 20_999, BOB, Amount.ONE, Bytes.EMPTY),
            "intrinsic gas too low: gas 20999, minimum needed 21000"),
        sent(
            "gas above a block",
            Dev.dynamic(NEXT_NONCE, 1L << 40, BOB, Amount.ONE, Bytes.EMPTY),
            "exceeds block gas limit: gas 1099511627776, block gas limit 150000000"),
        sent(
            "fee below minimum",
            priced("999999999", "0"),
            "max fee per gas less than block base fee: maxFeePerGas 999999999, baseFee"
                + " 1000000000"),
        sent(
            "tip above fee",
            priced("1000000000", "1000000001"),
            "max priority fee per gas higher than max fee per gas: maxPriorityFeePerGas"
                + " 1000000001, maxFeePerGas 1000000000"),
        sent(
            "cost past 256 bits",
            priced("1" + "0".repeat(76), "0"),
            "insufficient funds for gas * price + value: required balance exceeds 256 bits"),
        new Refusal(
            "no funds",
            "eth_sendRawTransaction",
            "'" + Dev.sign(5, Dev.dynamic(0, 21_000, BOB, Amount.ONE, Bytes.EMPTY)).encoded() + "'",
            -32000,
            "insufficient funds for gas * price + value: address "
                + Dev.account(5)
                + " have 0 want 2100000000000001"),
        sent(
            "contract creation",
            new Transaction.DynamicFee(
                Dev.CHAIN_ID,
                NEXT_NONCE,
                Dev.GWEI,
                Dev.GWEI.times(100),
                100_000,
                null,
                Amount.ZERO,
                Bytes.of((byte) 0x60),
                List.of()),
            "contract creation is not supported: there is no EVM, contracts are WASM"),
        sent(
            "oversized transaction",
            Dev.dynamic(NEXT_NONCE, 10_000_000, BOB, Amount.ONE, Bytes.wrap(new byte[128 << 10])),
            "oversized data: transaction size 131190, limit 131072"));
  }

  private static List<Refusal> requests() {
    return List.of(
        new Refusal(
            "unknown method",
            "eth_foo",
            "",
            -32601,
            "the method eth_foo does not exist/is not available"),
        new Refusal(
            "subscription without WebSocket",
            "eth_subscribe",
            "'newHeads'",
            -32601,
            "notifications not supported"),
        new Refusal(
            "missing parameter",
            "eth_getBalance",
            "",
            -32602,
            "missing value for required argument 0"),
        new Refusal(
            "wrong parameter type",
            "eth_getBalance",
            "1",
            -32602,
            "invalid argument 0: expected a string, got a number"),
        new Refusal(
            "wrong type of a member",
            "eth_call",
            "{'gas':21000}",
            -32602,
            "invalid argument 0: gas: expected a string, got a number"),
        new Refusal(
            "too many parameters",
            "eth_chainId",
            "1",
            -32602,
            "too many arguments, want at most 0"),
        new Refusal(
            "odd hex",
            "eth_sendRawTransaction",
            "'0x123'",
            -32602,
            "invalid argument 0: hex string of odd length"),
        new Refusal("unknown filter", "eth_getFilterChanges", "'0x1'", -32000, "filter not found"));
  }

  private static List<Refusal> heights() {
    String alice = "'" + ALICE + "',";
    String unknownTag =
        "unknown block tag \"newest\": use latest, earliest, pending, safe, finalized or a number"
            + " in hex";
    String pruned =
        "pruned history unavailable: state at height 2 is pruned: kept from height 3 to 6";
    return List.of(
        new Refusal(
            "unknown block tag for a state",
            "eth_getBalance",
            alice + "'newest'",
            -32602,
            "invalid argument 1: " + unknownTag),
        new Refusal(
            "unknown block tag for a block",
            "eth_getBlockByNumber",
            "'newest',false",
            -32602,
            "invalid argument 0: " + unknownTag),
        new Refusal(
            "height with a leading zero",
            "eth_getBalance",
            alice + "'0x01'",
            -32602,
            "invalid argument 1: hex number with leading zero digits"),
        new Refusal("future height", "eth_getBalance", alice + "'0x7'", -32000, "header not found"),
        new Refusal(
            "nonce at a future height",
            "eth_getTransactionCount",
            alice + "'0x7'",
            -32000,
            "header not found"),
        new Refusal(
            "estimate at a future height",
            "eth_estimateGas",
            "{'to':'" + BOB + "'},'0x7'",
            -32000,
            "header not found"),
        new Refusal(
            "logs of a future range",
            "eth_getLogs",
            "{'fromBlock':'0x7','toBlock':'0x8'}",
            -32602,
            "block range extends beyond current head block"),
        new Refusal(
            "unknown hash",
            "eth_getBalance",
            alice + "{'blockHash':'0x" + "11".repeat(32) + "'}",
            -32000,
            "header for hash not found"),
        new Refusal("pruned balance", "eth_getBalance", alice + "'0x2'", 4444, pruned),
        new Refusal("pruned nonce", "eth_getTransactionCount", alice + "'0x2'", 4444, pruned),
        new Refusal("pruned call", "eth_call", "{'to':'" + BOB + "'},'0x2'", 4444, pruned),
        new Refusal(
            "pruned estimate", "eth_estimateGas", "{'to':'" + BOB + "'},'0x2'", 4444, pruned),
        new Refusal("pruned state", "althing_getState", "'accounts','0x','0x2'", 4444, pruned));
  }

  private static List<Refusal> systemCalls() {
    var all = new ArrayList<Refusal>();
    String unknown = "0x11223344";
    String trailing = Dev.TREASURY_ABI.encodeCall("balanceOf", List.of(BigInteger.ZERO)) + "00";
    for (String method : List.of("eth_call", "eth_estimateGas")) {
      all.add(
          new Refusal(
              "unknown system method by " + method,
              method,
              call(unknown),
              3,
              "execution reverted: unknown function selector 0x11223344"));
      all.add(
          new Refusal(
              "ABI with trailing bytes by " + method,
              method,
              call(trailing),
              3,
              "execution reverted: ABI: 1 bytes left over at offset 32"));
    }
    return all;
  }

  private static String call(String data) {
    return "{'to':'" + Dev.TREASURY + "','data':'" + data + "'}";
  }

  /** Clients decode the reason from the error's data. */
  @Test
  void a_system_call_that_does_not_decode_carries_its_reason_as_abi_data() {
    JsonNode error = client.error("eth_call", call("0x11223344"));
    String reason = error.get("message").asString().substring("execution reverted: ".length());
    assertThat(error.get("data").asString())
        .isEqualTo(AbiError.REASON.encode(List.of(reason)).toHex());
  }

  /** A gap is no refusal: what comes behind it waits, up to 4096 nonces ahead. */
  @Test
  void a_nonce_gap_is_queued_up_to_its_bound() {
    SignedTransaction last =
        Dev.sign(1, Dev.dynamic(MAX_NONCE_GAP, 21_000, ALICE, Amount.ONE, Bytes.EMPTY));
    long head = Dev.number(client.result("eth_blockNumber", ""));
    client.result("eth_sendRawTransaction", "'" + last.encoded() + "'");

    JsonNode waiting = client.result("txpool_contentFrom", "'" + BOB + "'");
    assertThat(waiting.get("pending").isEmpty()).isTrue();
    assertThat(waiting.at("/queued/" + MAX_NONCE_GAP + "/hash").asString())
        .isEqualTo(last.hash().toHex());
    assertThat(client.result("eth_getTransactionCount", "'" + BOB + "','pending'").asString())
        .as("a wallet fills the gap first")
        .isEqualTo("0x0");
    assertThat(Dev.number(client.result("eth_blockNumber", ""))).isEqualTo(head);
  }

  /** Looking a block up above the head is an answer, as with Ethereum's nodes. */
  @Test
  void blocks_above_the_head_are_null() {
    for (String method : List.of("eth_getBlockReceipts", "eth_getBlockTransactionCountByNumber")) {
      assertThat(client.result(method, "'0x7'").isNull()).as(method).isTrue();
    }
    assertThat(client.result("eth_getBlockByNumber", "'0x7',false").isNull()).isTrue();
  }

  /** Pruning takes states away; blocks, receipts and events stay. */
  @Test
  void what_is_kept_is_answered() {
    assertThat(client.result("eth_getTransactionCount", "'" + ALICE + "','0x3'").asString())
        .isEqualTo("0x3");
    assertThat(client.result("eth_getBlockByNumber", "'0x1',true").get("transactions").size())
        .isEqualTo(1);
    assertThat(client.result("eth_getBlockReceipts", "'0x1'").size()).isEqualTo(1);
    assertThat(client.result("althing_getBlockEvents", "'0x1'").isEmpty()).isFalse();
  }

  /** Bodies that are no request: nothing of them runs. */
  @Test
  void bodies_that_cannot_be_read_are_refused() {
    Map<String, JsonNode> before = fingerprint();
    assertBody("", -32700, "parse error: empty body");
    assertBody("7", -32600, "invalid request: a request is an object");
    assertBody("[]", -32600, "empty batch");
    assertBody(
        "[" + "{},".repeat(1_000) + "{}]",
        -32600,
        "batch too large: at most 1000 requests in one batch");
    assertBody(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":"
            + "[".repeat(65)
            + "]".repeat(65)
            + "}",
        -32600,
        "JSON is nested deeper than 64 levels");
    String oversized = client.raw("Content-Length: " + (MAX_BODY + 1) + "\r\n\r\n");
    assertThat(oversized)
        .startsWith("HTTP/1.1 413 ")
        .endsWith(
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":"
                + "\"request body too large: at most 5242880 bytes\"}}");
    assertThat(fingerprint()).isEqualTo(before);
  }

  private static void assertBody(String body, int code, String message) {
    JsonNode answer = Client.parse(client.post(body).body());
    assertThat(answer.get("id").isNull()).isTrue();
    assertThat(answer.at("/error/message").asString()).isEqualTo(message);
    assertThat(answer.at("/error/code").asInt()).isEqualTo(code);
  }

  /** What a refused input must leave as it was, as clients see it. */
  private static Map<String, JsonNode> fingerprint() {
    String alice = "'" + ALICE + "'";
    return Map.of(
        "head", client.result("eth_getBlockByNumber", "'latest',true"),
        "pool of alice", client.result("txpool_contentFrom", alice),
        "balance", client.result("eth_getBalance", alice),
        "recipient", client.result("eth_getBalance", "'" + BOB + "'"),
        "nonce", client.result("eth_getTransactionCount", alice),
        "pending nonce", client.result("eth_getTransactionCount", alice + ",'pending'"),
        "events", client.result("althing_getEvents", "0,1").get("size"));
  }

  private static SignedTransaction transfer(long nonce) {
    return Dev.sign(0, Dev.dynamic(nonce, 21_000, BOB, Amount.ONE, Bytes.EMPTY));
  }

  private static Transaction priced(String price, String tip) {
    return new Transaction.DynamicFee(
        Dev.CHAIN_ID,
        NEXT_NONCE,
        new Amount(new BigInteger(tip)),
        new Amount(new BigInteger(price)),
        21_000,
        BOB,
        Amount.ONE,
        Bytes.EMPTY,
        List.of());
  }

  private static Refusal sent(String name, Transaction transaction, String message) {
    return raw(name, Dev.sign(0, transaction).encoded().toHex(), message);
  }

  private static Refusal raw(String name, String encoded, String message) {
    return new Refusal(name, "eth_sendRawTransaction", "'" + encoded + "'", -32000, message);
  }

  /** The same signature in its other form (EIP-2): n - s, with the other parity. */
  private static String withHighS(SignedTransaction signed) {
    Transaction tx = signed.transaction();
    byte[] fields =
        RlpWriter.encodeList(out ->
            out.amount(Dev.CHAIN_ID)
                .number(tx.nonce())
                .amount(tx.maxPriorityFeePerGas())
                .amount(tx.maxFeePerGas())
                .number(tx.gasLimit())
                .address(BOB)
                .amount(tx.value())
                .bytes(tx.data())
                .list(_ -> {})
                .flag(signed.signature().yParity() == 0)
                .amount(new Amount(signed.signature().r()))
                .amount(new Amount(CURVE_ORDER.subtract(signed.signature().s()))));
    return "0x02" + Hex.encode(fields).substring(2);
  }
}
