package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.node.app.Cli;
import althing.node.app.client.Quantities;
import althing.node.app.client.RpcClient;
import althing.node.app.client.RpcException;
import althing.node.app.key.DevAccounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code kill -9} at random moments under load, and now and then during a start. After each kill
 * what is left is replayed in full; the node that starts on it must stand on the same block with
 * the same roots, show every receipt that was ever shown with the same block, and go on.
 */
class KillTest {

  private static final long SEED = 930;
  private static final Address RECIPIENT = Address.system(0x12_3456);
  private static final int BATCH = 20;
  private static final int MOST_RECEIPTS_IN_A_LIFE = 300;
  private static final int MOST_MILLIS_MORE = 40;
  private static final int MOST_MILLIS_OF_A_START = 2_500;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path temporary;

  private final AccountKey sender = DevAccounts.first(1).getFirst();
  private final Random random = new Random(SEED);

  /** Block hash by transaction hash, as receipts told it. */
  private final Map<String, String> acknowledged = new LinkedHashMap<>();

  private final Semaphore receipts = new Semaphore(0);

  @Test
  void five_kills_lose_nothing_that_was_acknowledged() {
    crash(5);
  }

  @Test
  @Tag("nightly")
  void fifty_kills_lose_nothing_that_was_acknowledged() {
    crash(50);
  }

  private void crash(int kills) {
    Path directory = temporary.resolve("data");
    long transactions = 0;
    JsonNode left = null;
    for (int kill = 0; kill < kills; kill++) {
      if (kill % 5 == 3) {
        NodeProcess.killedDevnet(directory, 1 + random.nextInt(MOST_MILLIS_OF_A_START));
        left = replay(directory);
      }
      try (var node = NodeProcess.devnet(directory, "--epoch-seconds", "1");
          var client = new RpcClient(node.rpcUrl())) {
        if (left != null) {
          checkRoots(node, client, left);
        }
        checkReceipts(client);
        receipts.drainPermits();
        var load = CompletableFuture.runAsync(() -> sendUntilDead(client));
        awaitReceipts(1 + random.nextInt(MOST_RECEIPTS_IN_A_LIFE));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_MILLIS_MORE)));
        node.kill();
        load.join();
      }
      left = replay(directory);
      transactions = left.path("transactions").asLong();
      assertThat(transactions).isGreaterThanOrEqualTo(acknowledged.size());
    }
    try (var node = NodeProcess.devnet(directory);
        var client = new RpcClient(node.rpcUrl())) {
      checkReceipts(client);
      assertThat(node.terminate()).isZero();
    }
    System.out.printf(
        "%d kills, seed %d: %d receipts acknowledged and kept, %d transactions in %d blocks%n",
        kills, SEED, acknowledged.size(), transactions, replay(directory).path("height").asLong());
  }

  /** Fold and full replay of what a kill left, on a copy: the replay is not to repair anything. */
  private JsonNode replay(Path directory) {
    try (var copy = CopiedDirectory.of(directory, temporary.resolve("copy"))) {
      var verified = Cli.run("verify", "--json", "--data-dir", copy.path().toString());
      assertThat(verified.err()).as("seed %d", SEED).isEmpty();
      assertThat(verified.json().path("verified").asBoolean()).isTrue();
      return verified.json();
    }
  }

  /** The header carries the event root at the end of its extra data. */
  private static void checkRoots(NodeProcess node, RpcClient client, JsonNode left) {
    long height = left.path("height").asLong();
    assertThat(node.height()).as("height at the start").isGreaterThanOrEqualTo(height);
    JsonNode block =
        client.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), Boolean.FALSE);
    assertThat(block.path("hash")).isEqualTo(left.path("blockHash"));
    assertThat(block.path("stateRoot")).isEqualTo(left.path("stateRoot"));
    assertThat(block.path("extraData").asString())
        .contains(left.path("eventRoot").asString().substring(2));
  }

  private void checkReceipts(RpcClient client) {
    List<String> transactions = List.copyOf(acknowledged.keySet());
    for (int from = 0; from < transactions.size(); from += BATCH) {
      var some = transactions.subList(from, Math.min(transactions.size(), from + BATCH));
      List<JsonNode> answers = client.batch(some.stream().map(KillTest::receipt).toList());
      for (int i = 0; i < some.size(); i++) {
        assertThat(RpcClient.result(answers.get(i)).path("blockHash").asString(""))
            .as("block of %s, seed %d", some.get(i), SEED)
            .isEqualTo(acknowledged.get(some.get(i)));
      }
    }
  }

  private void awaitReceipts(int count) {
    try {
      assertThat(receipts.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("%d receipts of new transactions", count)
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends batches and notes the receipts that come back, until nobody answers. */
  private void sendUntilDead(RpcClient client) {
    try {
      long nonce =
          Quantities.toLong(
              client.call("eth_getTransactionCount", sender.address().toHex(), "latest"));
      while (true) {
        var calls = new ArrayList<RpcClient.Call>();
        var hashes = new ArrayList<String>();
        for (int i = 0; i < BATCH; i++) {
          SignedTransaction transaction =
              TestChain.transfer(sender, nonce++, RECIPIENT, Amount.ONE);
          calls.add(RpcClient.Call.of("eth_sendRawTransaction", transaction.encoded().toHex()));
          hashes.add(transaction.hash().toHex());
        }
        client.batch(calls).forEach(RpcClient::result);
        while (!hashes.isEmpty()) {
          hashes.removeIf(hash -> isAcknowledged(client, hash));
        }
      }
    } catch (RpcException.Unreachable _) {
      // The node was killed, which is what this is about.
    }
  }

  private boolean isAcknowledged(RpcClient client, String transaction) {
    JsonNode receipt = client.call("eth_getTransactionReceipt", transaction);
    if (!receipt.isObject()) {
      return false;
    }
    acknowledged.put(transaction, receipt.path("blockHash").asString());
    receipts.release();
    return true;
  }

  private static RpcClient.Call receipt(String transaction) {
    return RpcClient.Call.of("eth_getTransactionReceipt", transaction);
  }
}
