package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.ledger.types.Hex;
import althing.node.app.key.DevAccounts;
import althing.node.app.run.NodeProcess;
import io.reactivex.Flowable;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.Event;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.exceptions.TransactionException;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.tx.RawTransactionManager;
import org.web3j.tx.response.PollingTransactionReceiptProcessor;
import org.web3j.utils.Numeric;

/** web3j 6, unchanged, against a devnet. Accounts 6 to 8. */
class Web3jTest {

  private static final long CHAIN_ID = 930;
  private static final String IOU = "0x0000000000000000000000000000000000001001";
  private static final String TICK_SENDER = "0x0000000000000000000000000000000000000fff";
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger TRANSFER_GAS = BigInteger.valueOf(21_000);
  private static final BigInteger CALL_GAS = BigInteger.valueOf(300_000);

  @TempDir static Path directory;

  private static NodeProcess node;
  private static Web3j web3j;
  private static RawTransactionManager alice;
  private static PollingTransactionReceiptProcessor receipts;
  private static String aliceAddress;
  private static String bobAddress;

  @BeforeAll
  static void connect() {
    node = NodeProcess.devnet(directory, "--epoch-seconds", "1");
    web3j = Web3j.build(new HttpService(node.rpcUrl().toString()));
    List<AccountKey> keys = DevAccounts.first(8);
    aliceAddress = keys.get(6).address().toHex();
    bobAddress = keys.get(7).address().toHex();
    receipts = new PollingTransactionReceiptProcessor(web3j, 100, 300);
    alice =
        new RawTransactionManager(
            web3j, Credentials.create(Hex.encode(keys.get(6).secret())), CHAIN_ID, receipts);
  }

  @AfterAll
  static void stop() {
    web3j.shutdown();
    node.close();
  }

  @Test
  void finds_the_chain() throws IOException {
    assertThat(web3j.ethChainId().send().getChainId()).isEqualTo(CHAIN_ID);
    assertThat(web3j.web3ClientVersion().send().getWeb3ClientVersion()).startsWith("althing/");
  }

  @Test
  void sends_legacy_and_1559_transfers_and_reads_as_of_an_old_block() throws Exception {
    BigInteger old = web3j.ethBlockNumber().send().getBlockNumber();
    BigInteger before = balance(bobAddress, DefaultBlockParameter.valueOf(old));

    TransactionReceipt legacy =
        mined(
            alice.sendTransaction(
                GWEI.multiply(BigInteger.TEN), TRANSFER_GAS, bobAddress, "", BigInteger.TWO));
    assertThat(legacy.getType()).isEqualTo("0x0");
    TransactionReceipt dynamic =
        mined(
            alice.sendEIP1559Transaction(
                CHAIN_ID,
                GWEI,
                GWEI.multiply(BigInteger.TEN),
                TRANSFER_GAS,
                bobAddress,
                "",
                BigInteger.TEN));
    assertThat(dynamic.getType()).isEqualTo("0x2");

    assertThat(balance(bobAddress, DefaultBlockParameterName.LATEST).subtract(before))
        .isEqualTo(BigInteger.valueOf(12));
    assertThat(balance(bobAddress, DefaultBlockParameter.valueOf(old))).isEqualTo(before);
  }

  @Test
  void issues_and_redeems_an_iou_and_decodes_the_logs() throws Exception {
    BigInteger amount = new BigInteger("3000000000000000000");
    TransactionReceipt issued =
        called(
            "issue",
            new org.web3j.abi.datatypes.Address(bobAddress),
            new Uint256(amount),
            new Uint64(expiry()),
            new Bool(false));
    Log log = issued.getLogs().getFirst();
    assertThat(log.getTopics().getFirst()).isEqualTo(EventEncoder.encode(issuedEvent()));
    assertThat(
            FunctionReturnDecoder.decode(log.getData(), issuedEvent().getNonIndexedParameters())
                .getFirst()
                .getValue())
        .isEqualTo(amount);
    var id = new Bytes32(Hex.decode(log.getTopics().get(1)));

    TransactionReceipt redeemed = called("redeem", id, new Uint256(amount));
    assertThat(redeemed.getLogs()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(asked("debtBetween", addresses(aliceAddress, bobAddress)))
        .isEqualTo(BigInteger.ZERO);
  }

  @Test
  void subscribes_to_blocks_over_websocket() throws Exception {
    assertThat(heads().timeout(20, TimeUnit.SECONDS).blockingFirst()).startsWith("0x");
  }

  @Test
  void decodes_a_block_that_opens_with_tick_work() throws Exception {
    EthBlock.TransactionObject tick =
        heads()
            .map(Web3jTest::transactionsOf)
            .filter(transactions ->
                !transactions.isEmpty() && transactions.getFirst().getFrom().equals(TICK_SENDER))
            .map(List::getFirst)
            .timeout(20, TimeUnit.SECONDS)
            .blockingFirst();
    assertThat(tick.getNonce()).isEqualTo(tick.getBlockNumber());
    assertThat(tick.getGasPrice()).isZero();
    assertThat(tick.getValue()).isZero();
  }

  /** Numbers of the blocks that come, over a WebSocket that lives as long as somebody listens. */
  private static Flowable<String> heads() throws IOException {
    var service = new WebSocketService(node.webSocketUrl(), false);
    service.connect();
    Web3j socket = Web3j.build(service);
    return socket
        .newHeadsNotifications()
        .map(head -> head.getParams().getResult().getNumber())
        .doFinally(socket::shutdown);
  }

  private static List<EthBlock.TransactionObject> transactionsOf(String number) throws IOException {
    EthBlock.Block block =
        web3j
            .ethGetBlockByNumber(DefaultBlockParameter.valueOf(Numeric.toBigInt(number)), true)
            .send()
            .getBlock();
    return block.getTransactions().stream()
        .map(each -> (EthBlock.TransactionObject) each.get())
        .toList();
  }

  private static BigInteger balance(String address, DefaultBlockParameter at) throws IOException {
    return web3j.ethGetBalance(address, at).send().getBalance();
  }

  private static BigInteger expiry() throws IOException {
    var first = DefaultBlockParameter.valueOf(BigInteger.ZERO);
    BigInteger genesis = web3j.ethGetBlockByNumber(first, false).send().getBlock().getTimestamp();
    BigInteger now =
        web3j
            .ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false)
            .send()
            .getBlock()
            .getTimestamp();
    return now.subtract(genesis).add(BigInteger.valueOf(100));
  }

  private static TransactionReceipt called(String function, Type<?>... inputs) throws Exception {
    String data = FunctionEncoder.encode(new Function(function, List.of(inputs), List.of()));
    return mined(
        alice.sendEIP1559Transaction(
            CHAIN_ID, GWEI, GWEI.multiply(BigInteger.TEN), CALL_GAS, IOU, data, BigInteger.ZERO));
  }

  @SuppressWarnings("rawtypes") // as in the signatures of web3j
  private static BigInteger asked(String name, List<Type> inputs) throws IOException {
    var function = new Function(name, inputs, List.of(new TypeReference<Uint256>() {}));
    String answer =
        web3j
            .ethCall(
                Transaction.createEthCallTransaction(
                    aliceAddress, IOU, FunctionEncoder.encode(function)),
                DefaultBlockParameterName.LATEST)
            .send()
            .getValue();
    return (BigInteger)
        FunctionReturnDecoder.decode(answer, function.getOutputParameters()).getFirst().getValue();
  }

  @SuppressWarnings("rawtypes") // as in the signatures of web3j
  private static List<Type> addresses(String one, String other) {
    return List.of(
        new org.web3j.abi.datatypes.Address(one), new org.web3j.abi.datatypes.Address(other));
  }

  private static Event issuedEvent() {
    return new Event(
        "Issued",
        List.of(
            new TypeReference<Bytes32>(true) {},
            new TypeReference<org.web3j.abi.datatypes.Address>(true) {},
            new TypeReference<org.web3j.abi.datatypes.Address>(true) {},
            new TypeReference<Uint256>() {},
            new TypeReference<Uint256>() {},
            new TypeReference<Uint64>() {},
            new TypeReference<Bool>() {},
            new TypeReference<Uint64>() {}));
  }

  private static TransactionReceipt mined(EthSendTransaction sent)
      throws IOException, TransactionException {
    assertThat(sent.hasError()).as("error: %s", sent.getError()).isFalse();
    TransactionReceipt receipt = receipts.waitForTransactionReceipt(sent.getTransactionHash());
    assertThat(receipt.isStatusOK()).isTrue();
    return receipt;
  }
}
