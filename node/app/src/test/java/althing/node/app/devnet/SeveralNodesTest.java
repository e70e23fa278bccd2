package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.ledger.types.Address;
import althing.node.app.Cli;
import althing.node.app.Waiting;
import althing.node.app.client.Quantities;
import althing.node.app.client.RpcClient;
import althing.node.app.key.DevAccounts;
import althing.node.app.run.NodeProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Four validators in processes of their own, as {@code althing devnet} starts them. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SeveralNodesTest {

  private static final String SECOND = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
  private static final String THIRD = "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc";

  @TempDir Path directory;

  @Test
  void four_validators_agree_without_one_and_stop_together() throws IOException {
    String block;
    try (var devnet = NodeProcess.devnet(4, directory)) {
      JsonNode nodes = devnet.announced().path("nodes");
      List<Long> pids =
          IntStream.range(0, 4).mapToObj(i -> nodes.get(i).path("pid").asLong()).toList();
      assertThat(new HashSet<>(pids)).hasSize(4).allMatch(SeveralNodesTest::isAlive);
      assertThat(devnet.announced().path("rpcUrl")).isEqualTo(nodes.get(0).path("rpcUrl"));

      send(nodes.get(0), SECOND, "1.5");
      awaitBalance(nodes.get(3), SECOND, "1.5");

      control("kill", "3");
      assertThat(isAlive(pids.get(3))).isFalse();
      send(nodes.get(1), THIRD, "2");
      awaitBalance(nodes.get(2), THIRD, "2");

      control("start", "3");
      awaitBalance(nodes.get(3), THIRD, "2");
      assertThat(control("status")).contains("   3  running");

      block = blockHash(nodes.get(3), 1);
      assertThat(blockHash(nodes.get(0), 1)).isEqualTo(block);
      assertThat(devnet.terminate()).isZero();
      assertThat(pids).noneMatch(SeveralNodesTest::isAlive);
      assertThat(devnet.errors()).isEmpty();
    }
    assertThat(directory.resolve("devnet.control")).doesNotExist();
    String plan = Files.readString(directory.resolve("devnet.json"));
    try (var devnet = NodeProcess.devnet(4, directory)) {
      JsonNode node = devnet.announced().path("nodes").get(2);
      assertThat(blockHash(node, 1)).isEqualTo(block);
      awaitBalance(node, THIRD, "2");
      assertThat(devnet.terminate()).isZero();
    }
    assertThat(Files.readString(directory.resolve("devnet.json"))).isEqualTo(plan);
    var verified = Cli.run("verify", "--json", "--data-dir", directory.toString());
    assertThat(verified.json().path("verified").asBoolean()).isTrue();
  }

  @Test
  void a_cluster_goes_on_without_its_leader_and_takes_it_back() {
    try (var devnet = NodeProcess.devnet(3, directory, "--engine", "raft")) {
      JsonNode nodes = devnet.announced().path("nodes");
      send(nodes.get(0), SECOND, "1");
      send(nodes.get(1), SECOND, "1");
      send(nodes.get(2), SECOND, "1");
      int leader = leader(nodes.get(0));
      control("kill", Integer.toString(leader));
      send(nodes.get((leader + 1) % 3), SECOND, "1");
      awaitBalance(nodes.get((leader + 2) % 3), SECOND, "4");

      control("start", Integer.toString(leader));
      awaitBalance(nodes.get(leader), SECOND, "4");
      send(nodes.get(leader), SECOND, "1");
      awaitBalance(nodes.get((leader + 1) % 3), SECOND, "5");
      assertThat(blockHash(nodes.get(leader), 2)).isEqualTo(blockHash(nodes.get(0), 2));
      assertThat(devnet.terminate()).isZero();
      assertThat(devnet.errors()).isEmpty();
    }
    assertThat(Cli.run("devnet", "--engine", "pbft", "--data-dir", directory.toString()).err())
        .contains("agree by raft");
    var verified = Cli.run("verify", "--json", "--data-dir", directory.toString());
    assertThat(verified.json().path("verified").asBoolean()).isTrue();
  }

  /**
   * Of a cluster, whose leader alone builds: the number of the node that earned the newest tips.
   */
  private static int leader(JsonNode node) {
    try (var client = new RpcClient(url(node))) {
      String miner =
          client.call("eth_getBlockByNumber", "latest", Boolean.FALSE).path("miner").asString();
      List<Address> accounts =
          DevAccounts.first(13).subList(10, 13).stream().map(AccountKey::address).toList();
      return accounts.indexOf(Address.fromHex(miner));
    }
  }

  @Test
  void two_halves_stand_still_and_go_on_together() {
    try (var devnet = NodeProcess.devnet(4, directory, "--block-heartbeat-ms", "200")) {
      JsonNode nodes = devnet.announced().path("nodes");
      awaitHeight(nodes.get(0), 3);
      assertThat(control("partition", "0,1", "2,3")).contains("node 0: cut off from 2,3");
      long stuck = height(nodes.get(0));
      String hash = submit(nodes.get(0), SECOND, "3");
      try (var client = new RpcClient(url(nodes.get(0)))) {
        assertThat(client.call("eth_getTransactionReceipt", hash).isNull()).isTrue();
      }
      control("heal");
      awaitBalance(nodes.get(3), SECOND, "3");
      awaitHeight(nodes.get(2), stuck + 3);
      assertThat(devnet.terminate()).isZero();
    }
  }

  @Test
  void three_go_on_without_the_fourth_which_finalises_nothing_until_the_link_heals() {
    try (var devnet = NodeProcess.devnet(4, directory, "--block-heartbeat-ms", "200")) {
      JsonNode nodes = devnet.announced().path("nodes");
      awaitHeight(nodes.get(3), 3);
      control("partition", "0,1,2", "3");
      // What was on its way when the link was cut may still become final.
      long alone = settledHeight(nodes.get(3));
      String hash = submit(nodes.get(3), SECOND, "1");
      send(nodes.get(0), THIRD, "2");
      awaitHeight(nodes.get(1), alone + 5);
      assertThat(height(nodes.get(3))).isEqualTo(alone);
      assertThat(receipt(nodes.get(3), hash).isNull()).isTrue();

      control("heal");
      // The same account sent another transaction with this number, which is final.
      awaitBalance(nodes.get(3), THIRD, "2");
      awaitHeight(nodes.get(3), alone + 5);
      for (int i = 0; i < 4; i++) {
        assertThat(block(nodes.get(i), alone + 5)).isEqualTo(block(nodes.get(0), alone + 5));
        assertThat(receipt(nodes.get(i), hash).isNull()).isTrue();
      }
      assertThat(devnet.terminate()).isZero();
    }
  }

  private static long settledHeight(JsonNode node) {
    long before = -1;
    long now = height(node);
    while (now != before) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      before = now;
      now = height(node);
    }
    return now;
  }

  private static JsonNode receipt(JsonNode node, String hash) {
    try (var client = new RpcClient(url(node))) {
      return client.call("eth_getTransactionReceipt", hash);
    }
  }

  private String control(String... words) {
    var arguments = new ArrayList<>(List.of("devnet"));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--data-dir", directory.toString()));
    var result = Cli.run(arguments.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static URI url(JsonNode node) {
    return URI.create(node.path("rpcUrl").asString());
  }

  private static void send(JsonNode node, String to, String amount) {
    var sent =
        Cli.run("send", to, amount, "--dev", "0", "--rpc-url", url(node).toString(), "--json");
    assertThat(sent.err()).isEmpty();
    assertThat(sent.json().path("receipt").path("status").asString()).isEqualTo("0x1");
  }

  private static String submit(JsonNode node, String to, String amount) {
    var sent =
        Cli.run(
            "send",
            to,
            amount,
            "--dev",
            "0",
            "--no-wait",
            "--rpc-url",
            url(node).toString(),
            "--json");
    assertThat(sent.err()).isEmpty();
    return sent.json().path("hash").asString();
  }

  /** In the accounts of a devnet that begins with 10 000 SP in each. */
  private static void awaitBalance(JsonNode node, String account, String more) {
    var wanted = new BigDecimal(more).add(new BigDecimal(10_000));
    var units = wanted.movePointRight(18).toBigIntegerExact();
    try (var client = new RpcClient(url(node))) {
      Waiting.until(
          account + " has " + wanted + " SP",
          () ->
              new BigInteger(
                      client.call("eth_getBalance", account, "latest").asString().substring(2), 16)
                  .equals(units));
    }
  }

  private static long height(JsonNode node) {
    try (var client = new RpcClient(url(node))) {
      return Quantities.toLong(client.call("eth_blockNumber"));
    }
  }

  private static void awaitHeight(JsonNode node, long height) {
    Waiting.until("height " + height, () -> height(node) >= height);
  }

  private static String blockHash(JsonNode node, long height) {
    return block(node, height).path("hash").asString();
  }

  /** With its roots. */
  private static JsonNode block(JsonNode node, long height) {
    try (var client = new RpcClient(url(node))) {
      return client.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), Boolean.FALSE);
    }
  }
}
