package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.app.Cli;
import althing.node.app.client.Quantities;
import althing.node.app.client.RpcClient;
import althing.node.app.client.RpcException;
import althing.node.app.key.DevAccounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code kill -9} at random moments under load: nothing that was acknowledged with a receipt is
 * ever lost, and the chain that is left verifies.
 */
class KillTest {

  private static final long SEED = 930;
  private static final Address RECIPIENT = Address.system(0x12_3456);

  @TempDir Path directory;

  private final AccountKey sender = DevAccounts.first(1).getFirst();
  private final Random random = new Random(SEED);

  /** Block hash by transaction hash, as receipts told it. */
  private final Map<String, String> acknowledged = new HashMap<>();

  @Test
  void five_kills_lose_nothing_that_was_acknowledged() {
    crash(5);
  }

  @Test
  @Tag("nightly")
  void fifty_kills_lose_nothing_that_was_acknowledged() {
    crash(50);
  }

  private void crash(int rounds) {
    for (int round = 0; round < rounds; round++) {
      try (var node = NodeProcess.devnet(directory, "--epoch-seconds", "1");
          var client = new RpcClient(node.rpcUrl())) {
        checkAcknowledged(client);
        var load = Thread.ofPlatform().name("load").start(() -> sendUntilDead(client));
        pause(200 + random.nextInt(1_500));
        node.kill();
        join(load);
      }
    }
    assertThat(acknowledged).as("receipts seen").isNotEmpty();
    try (var node = NodeProcess.devnet(directory);
        var client = new RpcClient(node.rpcUrl())) {
      checkAcknowledged(client);
      assertThat(node.terminate()).isZero();
    }
    var verified = Cli.run("verify", "--json", "--data-dir", directory.toString());
    assertThat(verified.err()).isEmpty();
    assertThat(verified.json().path("verified").asBoolean()).isTrue();
  }

  private void checkAcknowledged(RpcClient client) {
    acknowledged.forEach((transaction, block) -> {
      JsonNode receipt = client.call("eth_getTransactionReceipt", transaction);
      assertThat(receipt.path("blockHash").asString(""))
          .as("block of %s, seed %d", transaction, SEED)
          .isEqualTo(block);
    });
  }

  /** Sends batches and notes the receipts that come back, until nobody answers. */
  private void sendUntilDead(RpcClient client) {
    try {
      long nonce =
          Quantities.toLong(
              client.call("eth_getTransactionCount", sender.address().toHex(), "latest"));
      while (true) {
        var batch = new ArrayList<SignedTransaction>();
        for (int i = 0; i < 20; i++) {
          batch.add(transfer(nonce++));
        }
        client.batch(
            batch.stream()
                .map(each -> RpcClient.Call.of("eth_sendRawTransaction", each.encoded().toHex()))
                .toList());
        for (SignedTransaction each : batch) {
          note(client, each.hash().toHex());
        }
      }
    } catch (RpcException.Unreachable _) {
      // The node was killed, which is what this is about.
    }
  }

  private void note(RpcClient client, String hash) {
    JsonNode receipt = client.call("eth_getTransactionReceipt", hash);
    if (receipt.isObject()) {
      acknowledged.put(hash, receipt.path("blockHash").asString());
    }
  }

  private SignedTransaction transfer(long nonce) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            Amount.of(DevnetGenesis.CHAIN_ID),
            nonce,
            Amount.of(1_000_000_000),
            Amount.of(1_000_000_000_000L),
            21_000,
            RECIPIENT,
            Amount.ONE,
            Bytes.EMPTY,
            List.of()),
        sender.secret());
  }

  /** The moment of the kill is the only thing that time decides here. */
  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
