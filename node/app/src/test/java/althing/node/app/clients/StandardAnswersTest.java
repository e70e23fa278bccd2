package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.run.NodeProcess;
import althing.node.rpc.Client;
import althing.node.rpc.StandardCalls;
import althing.node.rpc.StandardSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What a devnet in a process of its own answers over HTTP has, for every standard method that it
 * offers, the form that ethereum/execution-apis gives it.
 */
class StandardAnswersTest {

  private static final Amount PRICE = Amount.of(20_000_000_000L);
  private static final long GAS = 100_000;

  @TempDir Path directory;

  @Test
  void a_devnet_answers_every_standard_method_in_its_standard_form() throws IOException {
    StandardSchemas standard = StandardSchemas.ofEthereum();
    try (var node = NodeProcess.devnet(directory)) {
      var client = new Client(node.rpcUrl().toString());
      List<SignedTransaction> transactions = transactions();
      var receipts = new ArrayList<JsonNode>();
      for (SignedTransaction transaction : transactions) {
        receipts.add(Dev.mined(client, transaction));
      }
      JsonNode donated = receipts.getLast();
      assertThat(donated.get("logs").size()).isEqualTo(1);
      String filter = client.result("eth_newFilter", "{'fromBlock':'earliest'}").asString();
      String blockFilter = client.result("eth_newBlockFilter", "").asString();
      Dev.mined(client, donation(1, 0));
      SignedTransaction queued = donation(1, 9);
      client.result("eth_sendRawTransaction", "'" + queued.encoded() + "'");
      new StandardCalls(
              Dev.account(0).toHex(),
              Dev.account(1).toHex(),
              Dev.TREASURY.toHex(),
              donated.get("blockNumber").asString(),
              donated.get("blockHash").asString(),
              transactions.stream().map(each -> each.hash().toHex()).toList(),
              donated.get("transactionHash").asString(),
              filter,
              blockFilter,
              donation(2, 0).encoded().toHex())
          .assertAnswers(client, standard);
      standard.assertNamed(
          "PendingTransactionInfo",
          client.result("eth_getTransactionByHash", "'" + queued.hash() + "'"));
    }
  }

  /** One of each type; the last has a log. */
  private static List<SignedTransaction> transactions() {
    var bob = Dev.account(1);
    var keys = List.of(new AccessListEntry(bob, List.of(Bytes.wrap(new byte[32]))));
    return List.of(
        Dev.sign(
            0, new Transaction.Legacy(Dev.CHAIN_ID, 0, PRICE, GAS, bob, Amount.ONE, Bytes.EMPTY)),
        Dev.sign(
            0,
            new Transaction.AccessList(
                Dev.CHAIN_ID, 1, PRICE, GAS, bob, Amount.ONE, Bytes.fromHex("0x0102"), keys)),
        donation(0, 2));
  }

  private static SignedTransaction donation(int from, long nonce) {
    return Dev.sign(from, Dev.dynamic(nonce, GAS, Dev.TREASURY, Amount.ONE, Bytes.EMPTY));
  }
}
