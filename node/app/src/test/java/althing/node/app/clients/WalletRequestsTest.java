package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.node.app.run.NodeProcess;
import althing.node.rpc.Client;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The requests that MetaMask makes, in its order and form, replayed against a devnet with what it
 * requires of each answer. The wallet itself is not run. Accounts 0 and 1 send.
 */
class WalletRequestsTest {

  private static final String EXTENSION = "chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn";
  private static final String CHAIN_ID = "0x3a2";

  @TempDir static Path directory;

  private static NodeProcess node;
  private static Client client;

  @BeforeAll
  static void start() {
    node = NodeProcess.devnet(directory);
    client = new Client(node.rpcUrl().toString());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** wallet_addEthereumChain (EIP-3085): the endpoint must name the chain that was asked for. */
  @Test
  void adding_the_network_finds_its_chain_id() {
    assertThat(client.result("eth_chainId", "").asString())
        .as("unpadded hex, equal to the id given")
        .isEqualTo(CHAIN_ID);
    assertThat(client.result("net_version", "").asString()).isEqualTo("930");
  }

  /** An extension is a page of another origin: its requests come after a preflight. */
  @Test
  void requests_of_an_extension_are_let_in() {
    var preflight =
        client.exchange(
            HttpRequest.newBuilder(URI.create(node.rpcUrl() + "/"))
                .header("Origin", EXTENSION)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    assertThat(preflight.statusCode()).isEqualTo(204);
    var answer =
        client.exchange(
            HttpRequest.newBuilder(URI.create(node.rpcUrl() + "/"))
                .header("Origin", EXTENSION)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"id\":5182419730301,\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\","
                            + "\"params\":[]}"))
                .build());
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(Client.parse(answer.body()).get("id").asLong()).isEqualTo(5_182_419_730_301L);
    assertThat(Client.parse(answer.body()).get("result").asString()).isEqualTo(CHAIN_ID);
  }

  /** The block tracker and the account tracker, and how support of EIP-1559 is found out. */
  @Test
  void following_the_network_sees_blocks_balances_and_eip_1559() {
    String number = client.result("eth_blockNumber", "").asString();
    JsonNode block = client.result("eth_getBlockByNumber", "'" + number + "',false");
    assertThat(block.get("number").asString()).isEqualTo(number);
    JsonNode latest = client.result("eth_getBlockByNumber", "'latest',false");
    assertThat(Dev.number(latest.get("baseFeePerGas"))).isPositive();
    assertThat(client.result("eth_getBalance", "'" + Dev.account(5) + "','" + number + "'"))
        .isEqualTo(client.result("eth_getBalance", "'" + Dev.account(5) + "','latest'"));
    assertThat(client.result("eth_syncing", "").asBoolean()).isFalse();
  }

  @Test
  void a_batch_is_answered_with_the_ids_of_its_requests() {
    String batch =
        """
        [{"jsonrpc":"2.0","id":71,"method":"eth_blockNumber","params":[]},
         {"jsonrpc":"2.0","id":72,"method":"eth_getBalance","params":["%s","latest"]},
         {"jsonrpc":"2.0","id":73,"method":"eth_gasPrice","params":[]}]
        """
            .formatted(Dev.account(0));
    JsonNode answers = Client.parse(client.post(batch).body());
    assertThat(answers.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(answers.get(i).get("id").asInt()).isEqualTo(71 + i);
      assertThat(answers.get(i).get("result").asString()).startsWith("0x");
    }
  }

  @Test
  void a_transfer_is_prepared_sent_and_confirmed() {
    Address to = Dev.account(6);
    JsonNode code = client.result("eth_getCode", "'" + to + "','latest'");
    assertThat(code.asString()).as("a plain account: a simple send").isEqualTo("0x");
    long gas = estimate(0, to, "0x1", "0x");
    assertThat(gas).as("a simple send has exactly this").isEqualTo(21_000);

    JsonNode receipt = confirmed(0, to, Amount.ONE, Bytes.EMPTY, gas);

    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    assertThat(receipt.get("gasUsed").asString()).isEqualTo("0x5208");
  }

  /** MetaMask labels by the code of the recipient and adds half to what is estimated. */
  @Test
  void a_call_of_a_system_contract_is_prepared_sent_and_confirmed() {
    JsonNode code = client.result("eth_getCode", "'" + Dev.IOU + "','latest'");
    assertThat(code.asString()).as("a contract interaction").isNotEqualTo("0x");
    Bytes issue =
        Dev.IOU_ABI.encodeCall(
            "issue",
            List.of(
                Dev.account(6), Amount.ofSp(3).value(), BigInteger.valueOf(epoch() + 50), false));
    long estimated = estimate(1, Dev.IOU, "0x0", issue.toHex());
    long blockGasLimit =
        Dev.number(client.result("eth_getBlockByNumber", "'latest',false").get("gasLimit"));
    long gas = estimated * 3 / 2;
    assertThat(gas).as("it adds nothing past nine tenths").isLessThan(blockGasLimit * 9 / 10);

    JsonNode receipt = confirmed(1, Dev.IOU, Amount.ZERO, issue, gas);

    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    assertThat(receipt.get("logs").isEmpty()).isFalse();
  }

  /** What the wallet shows when a transaction would fail: the words of the error. */
  @Test
  void a_send_that_cannot_be_paid_is_refused_in_words_that_are_shown() {
    JsonNode error =
        client.error(
            "eth_estimateGas",
            "{'from':'0x%s','to':'%s','value':'0x1','data':'0x'}"
                .formatted("12".repeat(20), Dev.account(6)));
    assertThat(error.get("code").asInt()).isEqualTo(-32000);
    assertThat(error.get("message").asString())
        .startsWith("insufficient funds for gas * price + value: ");
  }

  private static long estimate(int from, Address to, String value, String data) {
    JsonNode block = client.result("eth_getBlockByNumber", "'latest',false");
    assertThat(Dev.number(block.get("gasLimit"))).isPositive();
    return Dev.number(
        client.result(
            "eth_estimateGas",
            "{'from':'%s','to':'%s','value':'%s','data':'%s'}"
                .formatted(Dev.account(from), to, value, data)));
  }

  /** Fees from the network's own history, the nonce, the raw transaction, and the waiting. */
  private static JsonNode confirmed(int from, Address to, Amount value, Bytes data, long gas) {
    String sender = "'" + Dev.account(from) + "'";
    JsonNode history = client.result("eth_feeHistory", "'0x5','latest',[10,20,30]");
    int blocks = history.get("gasUsedRatio").size();
    assertThat(history.get("baseFeePerGas").size()).isEqualTo(blocks + 1);
    assertThat(history.get("reward").size()).isEqualTo(blocks);
    long baseFee = Dev.number(history.get("baseFeePerGas").get(blocks));
    assertThat(Dev.number(client.result("eth_gasPrice", ""))).isGreaterThanOrEqualTo(baseFee);
    Amount tip = Amount.of(Dev.number(client.result("eth_maxPriorityFeePerGas", "")));

    String tracked = client.result("eth_blockNumber", "").asString();
    long next = Dev.number(client.result("eth_getTransactionCount", sender + ",'" + tracked + "'"));
    assertThat(Dev.number(client.result("eth_getTransactionCount", sender + ",'pending'")))
        .isEqualTo(next);
    SignedTransaction signed =
        Dev.sign(
            from,
            new Transaction.DynamicFee(
                Dev.CHAIN_ID,
                next,
                tip,
                Amount.of(baseFee).times(2).plus(tip),
                gas,
                to,
                value,
                data,
                List.of()));
    JsonNode receipt = Dev.mined(client, signed);

    assertThat(Dev.number(client.result("eth_blockNumber", "")))
        .isGreaterThanOrEqualTo(Dev.number(receipt.get("blockNumber")));
    JsonNode block = client.result("eth_getBlockByHash", receipt.get("blockHash") + ",false");
    assertThat(block.get("baseFeePerGas").asString()).startsWith("0x");
    assertThat(block.get("timestamp").asString()).startsWith("0x");
    JsonNode transaction = client.result("eth_getTransactionByHash", "'" + signed.hash() + "'");
    assertThat(transaction.get("blockHash")).isEqualTo(receipt.get("blockHash"));
    assertThat(Hex.quantity(next)).isEqualTo(transaction.get("nonce").asString());
    return receipt;
  }

  private static long epoch() {
    long genesis =
        Dev.number(client.result("eth_getBlockByNumber", "'0x0',false").get("timestamp"));
    long now = Dev.number(client.result("eth_getBlockByNumber", "'latest',false").get("timestamp"));
    return (now - genesis) / 60;
  }
}
