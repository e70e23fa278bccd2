package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.node.app.Cli;
import althing.node.app.Waiting;
import althing.node.app.client.Quantities;
import althing.node.app.client.RpcClient;
import althing.node.app.client.RpcException;
import althing.node.app.key.DevAccounts;
import althing.node.app.run.NodeProcess;
import althing.node.app.run.TestChain;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Four validators as processes under load, of which one after the other is killed, stopped for a
 * while or cut off from the others, or all are killed at once. What a receipt told stays,
 * everywhere.
 */
class ValidatorKillTest {

  private static final long SEED = Long.getLong("seed", 930);
  private static final int VALIDATORS = 4;
  private static final Address RECIPIENT = Address.system(0x12_3456);
  private static final int BATCH = 20;
  private static final int MOST_RECEIPTS_BETWEEN = 200;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path directory;

  private final Random random = new Random(SEED);

  /** Block hash by transaction hash, as receipts told it. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  private final Semaphore receipts = new Semaphore(0);
  private final List<Long> recoveryMillis = new ArrayList<>();
  private volatile boolean over;

  @Test
  void validators_that_die_under_load_lose_nothing_that_was_acknowledged() throws Exception {
    faults(4);
  }

  @Test
  @Tag("nightly")
  void thirty_faults_under_load_lose_nothing_that_was_acknowledged() throws Exception {
    faults(30);
  }

  private void faults(int count) throws Exception {
    try (var devnet = NodeProcess.devnet(VALIDATORS, directory, "--epoch-seconds", "5")) {
      List<URI> nodes =
          IntStream.range(0, VALIDATORS)
              .mapToObj(i ->
                  URI.create(devnet.announced().path("nodes").get(i).path("rpcUrl").asString()))
              .toList();
      List<AccountKey> senders = DevAccounts.first(VALIDATORS);
      List<CompletableFuture<Void>> load;
      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        load =
            IntStream.range(0, VALIDATORS)
                .mapToObj(i ->
                    CompletableFuture.runAsync(
                        () -> sendUntilOver(nodes.get(i), senders.get(i)), clients))
                .toList();
        misbehave(count, nodes);
      }
      load.forEach(CompletableFuture::join);
      checkReceipts(nodes);
      assertThat(devnet.terminate()).isZero();
      assertThat(devnet.errors()).isEmpty();
    }
    report(count);
  }

  private void misbehave(int count, List<URI> nodes) throws Exception {
    try {
      for (int fault = 0; fault < count; fault++) {
        awaitReceipts(1 + random.nextInt(MOST_RECEIPTS_BETWEEN));
        switch (fault % 4) {
          case 0 -> killOne(nodes);
          case 1 -> stopOne(nodes);
          case 2 -> cutOff(nodes);
          default -> killAll(nodes);
        }
      }
      awaitReceipts(BATCH);
    } finally {
      over = true;
    }
  }

  private void report(int count) {
    var replayed = new ArrayList<JsonNode>();
    for (int node = 0; node < VALIDATORS; node++) {
      var verified =
          Cli.run("verify", "--json", "--data-dir", directory.resolve("node-" + node).toString());
      assertThat(verified.err()).as("node %d, seed %d", node, SEED).isEmpty();
      assertThat(verified.json().path("verified").asBoolean()).isTrue();
      replayed.add(verified.json());
    }
    long[] sorted = recoveryMillis.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        "%d faults, seed %d: %d receipts acknowledged and kept by four, heights %s; the next receipt"
            + " after %d ms (median), %d ms (most)%n",
        count,
        SEED,
        acknowledged.size(),
        replayed.stream().map(each -> each.path("height").asLong()).toList(),
        sorted[sorted.length / 2],
        sorted[sorted.length - 1]);
  }

  private void killOne(List<URI> nodes) {
    int victim = random.nextInt(VALIDATORS);
    control("kill", Integer.toString(victim));
    awaitRecovery();
    awaitReceipts(1 + random.nextInt(MOST_RECEIPTS_BETWEEN));
    control("start", Integer.toString(victim));
    awaitCaughtUp(nodes);
  }

  /** SIGSTOP, and SIGCONT after a while: the others think that it is dead, and it does not know. */
  private void stopOne(List<URI> nodes) throws IOException, InterruptedException {
    long pid = pid(random.nextInt(VALIDATORS));
    signal("STOP", pid);
    awaitRecovery();
    awaitReceipts(1 + random.nextInt(MOST_RECEIPTS_BETWEEN));
    signal("CONT", pid);
    awaitCaughtUp(nodes);
  }

  /** Three go on; the fourth makes nothing final until it hears of the others again. */
  private void cutOff(List<URI> nodes) {
    int victim = random.nextInt(VALIDATORS);
    String others =
        IntStream.range(0, VALIDATORS)
            .filter(node -> node != victim)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    control("partition", others, Integer.toString(victim));
    awaitRecovery();
    awaitReceipts(1 + random.nextInt(MOST_RECEIPTS_BETWEEN));
    control("heal");
    awaitCaughtUp(nodes);
  }

  private void killAll(List<URI> nodes) {
    String[] all =
        IntStream.range(0, VALIDATORS).mapToObj(Integer::toString).toArray(String[]::new);
    control("kill", all);
    control("start", all);
    awaitRecovery();
    awaitCaughtUp(nodes);
  }

  private void awaitRecovery() {
    receipts.drainPermits();
    long sinceNanos = System.nanoTime();
    awaitReceipts(1);
    recoveryMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos));
  }

  private void control(String command, String... words) {
    var arguments = new ArrayList<>(List.of("devnet", command));
    arguments.addAll(Arrays.asList(words));
    arguments.addAll(List.of("--json", "--data-dir", directory.toString()));
    var result = Cli.run(arguments.toArray(String[]::new));
    assertThat(result.err()).as("seed %d", SEED).isEmpty();
  }

  private long pid(int node) {
    String dataDir = directory.resolve("node-" + node).toString();
    return ProcessHandle.current()
        .descendants()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> commandLine(pid).contains(dataDir))
        .findFirst()
        .orElseThrow();
  }

  /** Whole, while {@link ProcessHandle} cuts long ones. */
  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException _) {
      return "";
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void awaitCaughtUp(List<URI> nodes) {
    long target = nodes.stream().mapToLong(ValidatorKillTest::heightOrZero).max().orElseThrow();
    for (URI node : nodes) {
      Waiting.until(
          "%s at height %d, seed %d".formatted(node, target, SEED),
          () -> heightOrZero(node) >= target);
    }
  }

  private static long heightOrZero(URI node) {
    try (var client = new RpcClient(node)) {
      return Quantities.toLong(client.call("eth_blockNumber"));
    } catch (RpcException.Unreachable _) {
      return 0;
    }
  }

  private void checkReceipts(List<URI> nodes) {
    for (URI node : nodes) {
      try (var client = new RpcClient(node)) {
        acknowledged.forEach((transaction, block) ->
            Waiting.until(
                "receipt of %s on %s, seed %d".formatted(transaction, node, SEED),
                () ->
                    client
                        .call("eth_getTransactionReceipt", transaction)
                        .path("blockHash")
                        .asString("")
                        .equals(block)));
      }
    }
  }

  private void awaitReceipts(int count) {
    try {
      assertThat(receipts.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("%d receipts of new transactions, seed %d", count, SEED)
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A client of one node, which it waits for when it does not answer. */
  private void sendUntilOver(URI node, AccountKey sender) {
    while (!over) {
      try (var client = new RpcClient(node)) {
        send(client, sender);
      } catch (RpcException _) {
        // Dead, stopped, or behind: its answer is missing or says so.
        Waiting.pause(10);
      }
    }
  }

  private void send(RpcClient client, AccountKey sender) {
    long nonce =
        Quantities.toLong(
            client.call("eth_getTransactionCount", sender.address().toHex(), "pending"));
    while (!over) {
      var calls = new ArrayList<RpcClient.Call>();
      var hashes = new ArrayList<String>();
      for (int i = 0; i < BATCH; i++) {
        SignedTransaction transaction = TestChain.transfer(sender, nonce++, RECIPIENT, Amount.ONE);
        calls.add(RpcClient.Call.of("eth_sendRawTransaction", transaction.encoded().toHex()));
        hashes.add(transaction.hash().toHex());
      }
      client.batch(calls).forEach(RpcClient::result);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!hashes.isEmpty() && System.nanoTime() - deadline < 0) {
        hashes.removeIf(hash -> isAcknowledged(client, hash));
        Waiting.pause(10);
      }
      if (!hashes.isEmpty()) {
        return;
      }
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
}
