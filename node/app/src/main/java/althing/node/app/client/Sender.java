package althing.node.app.client;

import althing.genesis.key.AccountKey;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Fills in what a transaction needs, signs it, submits it and waits for its receipt. */
public final class Sender {

  private static final long POLL_MILLIS = 50;

  private final RpcClient client;
  private final TransactionOptions options;
  private final AccountKey key;

  public Sender(RpcClient client, TransactionOptions options) {
    this.client = client;
    this.options = options;
    this.key = options.signer().key();
  }

  public Address from() {
    return key.address();
  }

  /**
   * Sends a transaction.
   *
   * @throws RpcException when the node refuses it, or when the call would be refused
   */
  public Hash send(Address to, Amount value, Bytes data) {
    Amount chainId = Quantities.amount(client.call("eth_chainId"));
    long nonce =
        options.nonce != null
            ? options.nonce
            : Quantities.toLong(client.call("eth_getTransactionCount", from().toHex(), "pending"));
    long gas = options.gas != null ? options.gas : estimate(to, value, data);
    Amount tip = tip();
    Amount maxFee = options.maxFee != null ? options.maxFee : baseFee().times(2).plus(tip);
    Transaction transaction =
        options.legacy
            ? new Transaction.Legacy(chainId, nonce, maxFee, gas, to, value, data)
            : new Transaction.DynamicFee(
                chainId, nonce, tip.min(maxFee), maxFee, gas, to, value, data, List.of());
    SignedTransaction signed = TransactionCodec.sign(transaction, key.secret());
    client.call("eth_sendRawTransaction", signed.encoded().toHex());
    return signed.hash();
  }

  /**
   * Waits for the receipt unless the options say not to.
   *
   * @throws CommandFailure when it does not come in time
   */
  public Optional<JsonNode> receipt(Hash hash) {
    if (options.noWait) {
      return Optional.empty();
    }
    long deadline = System.nanoTime() + options.waitSeconds * 1_000_000_000L;
    while (true) {
      JsonNode receipt = client.call("eth_getTransactionReceipt", hash.toHex());
      if (receipt.isObject()) {
        return Optional.of(receipt);
      }
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "no receipt of %s after %d s; it may still come".formatted(hash, options.waitSeconds));
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw CommandFailure.failed("interrupted while waiting for the receipt of " + hash);
      }
    }
  }

  /** Whether a receipt says that the transaction succeeded. */
  public static boolean succeeded(JsonNode receipt) {
    return receipt.path("status").asString("").equals("0x1");
  }

  private long estimate(Address to, Amount value, Bytes data) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("from", from().toHex());
    call.put("to", to.toHex());
    call.put("value", value.toQuantity());
    call.put("data", data.toHex());
    return Quantities.toLong(client.call("eth_estimateGas", call));
  }

  private Amount tip() {
    return options.tip != null
        ? options.tip
        : Quantities.amount(client.call("eth_maxPriorityFeePerGas"));
  }

  private Amount baseFee() {
    return Quantities.amount(
        client.call("eth_getBlockByNumber", "latest", false).path("baseFeePerGas"));
  }

  /** The place of a receipt, for people: {@code block 7, transaction 0, gas 21000}. */
  public static String place(JsonNode receipt) {
    return "block %d, transaction %d, gas %d"
        .formatted(
            Quantities.toLong(receipt.path("blockNumber")),
            Quantities.toLong(receipt.path("transactionIndex")),
            Quantities.toLong(receipt.path("gasUsed")));
  }
}
