package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.ledger.abi.ContractAbi;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.node.app.key.DevAccounts;
import althing.node.rpc.Client;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a devnet's users know: its chain, its accounts, its contracts. */
final class Dev {

  static final Amount CHAIN_ID = Amount.of(930);
  static final Address TREASURY = Address.system(0x1000);
  static final ContractAbi TREASURY_ABI = ContractAbi.load("Treasury");
  static final Address IOU = Address.system(0x1001);
  static final ContractAbi IOU_ABI = ContractAbi.load("Iou");
  static final Amount GWEI = Amount.of(1_000_000_000);

  private static final List<AccountKey> KEYS = DevAccounts.first(10);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Dev() {}

  static AccountKey key(int number) {
    return KEYS.get(number);
  }

  static Address account(int number) {
    return KEYS.get(number).address();
  }

  static SignedTransaction sign(int from, Transaction transaction) {
    return TransactionCodec.sign(transaction, key(from).secret());
  }

  /** A transaction of type 2 that offers plenty. */
  static Transaction.DynamicFee dynamic(
      long nonce, long gas, Address to, Amount value, Bytes data) {
    return new Transaction.DynamicFee(
        CHAIN_ID, nonce, GWEI, GWEI.times(100), gas, to, value, data, List.of());
  }

  /** Hands a transaction in and answers its receipt. */
  static JsonNode mined(Client client, SignedTransaction transaction) {
    String hash =
        client.result("eth_sendRawTransaction", "'" + transaction.encoded() + "'").asString();
    assertThat(hash).isEqualTo(transaction.hash().toHex());
    return receipt(client, hash);
  }

  /** The receipt of a transaction, as soon as there is one. */
  static JsonNode receipt(Client client, String hash) {
    return present(client, "eth_getTransactionReceipt", "'" + hash + "'");
  }

  /** A block, as soon as there is one at this height. */
  static JsonNode block(Client client, long height) {
    return present(client, "eth_getBlockByNumber", "'" + Hex.quantity(height) + "',false");
  }

  private static JsonNode present(Client client, String method, String params) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = client.result(method, params);
    while (answer.isNull()) {
      assertThat(System.nanoTime()).as("no %s(%s)", method, params).isLessThan(deadline);
      answer = client.result(method, params);
    }
    return answer;
  }

  static long number(JsonNode quantity) {
    return Long.decode(quantity.asString());
  }
}
