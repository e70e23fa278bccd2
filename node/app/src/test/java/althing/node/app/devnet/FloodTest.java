package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import althing.node.app.Cli;
import althing.node.app.Waiting;
import althing.node.app.client.Quantities;
import althing.node.app.client.RpcClient;
import althing.node.app.run.NodeProcess;
import althing.node.network.NetworkLimits;
import althing.node.network.PeerAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Four validators as processes, one of which strangers flood. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FloodTest {

  private static final int VALIDATORS = 4;
  private static final int ROUNDS = 10;
  private static final int SILENT = 1_000;
  private static final long MEASURED_SECONDS = 30;

  @TempDir Path directory;

  @Test
  void rounds_go_on_and_strangers_cost_no_more_than_their_bounds() throws Exception {
    try (var devnet = devnet()) {
      List<Node> nodes = nodes(devnet);
      long height = nodes.getFirst().height();
      double halfOpen = 0;
      try (var flood = flood(nodes.getFirst(), nodes.getFirst().peer())) {
        while (flood.silent() < SILENT
            || flood.garbled() < 50
            || flood.sessions() < 2
            || nodes.stream().anyMatch(node -> node.height() < height + ROUNDS)) {
          halfOpen = Math.max(halfOpen, nodes.getFirst().metric("althing_network_half_open"));
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(halfOpen).isLessThanOrEqualTo(NetworkLimits.DEFAULT.maxHalfOpenPerIp());
        assertThat(nodes.getFirst().metric("althing_network_turned_away_total"))
            .isGreaterThan(SILENT / 2.0);
        var sent =
            Cli.run(
                "send",
                "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
                "1",
                "--dev",
                "0",
                "--rpc-url",
                nodes.getFirst().url().toString(),
                "--json");
        assertThat(sent.err()).isEmpty();
        assertThat(sent.json().path("receipt").path("status").asString()).isEqualTo("0x1");
      }
      Waiting.until(
          "only validators are left",
          () ->
              nodes.getFirst().metric("althing_network_peers") == VALIDATORS - 1
                  && nodes.getFirst().metric("althing_network_half_open") == 0);
      assertThat(devnet.terminate()).isZero();
      assertThat(devnet.errors()).isEmpty();
    }
  }

  /**
   * Prints how long a round takes: alone, while the same strangers flood what is no node on the
   * same machine, and while they flood a validator. Twice, since machines change their pace.
   */
  @Test
  @Tag("nightly")
  @Timeout(value = 600, unit = TimeUnit.SECONDS)
  void rounds_under_a_flood_are_measured() throws Exception {
    try (var devnet = devnet()) {
      List<Node> nodes = nodes(devnet);
      TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
      for (int run = 0; run < 2; run++) {
        double quiet = roundMillis(nodes);
        double beside;
        try (var noNode = new NoNode();
            var flood = flood(nodes.getFirst(), PeerAddress.parse("127.0.0.1:" + noNode.port()))) {
          beside = roundMillis(nodes);
          System.out.printf("beside:  %s%n", flood);
        }
        double flooded;
        try (var flood = flood(nodes.getFirst(), nodes.getFirst().peer())) {
          flooded = roundMillis(nodes);
          System.out.printf("flooded: %s%n", flood);
        }
        System.out.printf(
            "rounds of %d validators: %.2f ms; beside a flood of what is no node %.2f ms; under a"
                + " flood of one of them %.2f ms: %.3f and %.3f; load average %.2f%n",
            VALIDATORS,
            quiet,
            beside,
            flooded,
            flooded / quiet,
            flooded / beside,
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      }
      assertThat(devnet.terminate()).isZero();
    }
  }

  private NodeProcess devnet() {
    return NodeProcess.devnet(VALIDATORS, directory, "--block-heartbeat-ms", "200");
  }

  private static List<Node> nodes(NodeProcess devnet) {
    JsonNode nodes = devnet.announced().path("nodes");
    return IntStream.range(0, VALIDATORS).mapToObj(i -> Node.of(nodes.get(i))).toList();
  }

  private static Flood flood(Node node, PeerAddress victim) {
    try (var client = new RpcClient(node.url())) {
      var info = client.call("althing_nodeInfo");
      return new Flood(victim, Bytes.fromHex(info.path("genesisHash").asString()));
    }
  }

  /** Mean time from a proposal to its block on disk, over all nodes and a while. */
  private static double roundMillis(List<Node> nodes) throws InterruptedException {
    double sum = -total(nodes, "sum");
    double count = -total(nodes, "count");
    TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
    return 1_000 * (sum + total(nodes, "sum")) / (count + total(nodes, "count"));
  }

  private static double total(List<Node> nodes, String what) {
    return nodes.stream()
        .mapToDouble(node -> node.metric("althing_consensus_round_seconds_" + what))
        .sum();
  }

  private record Node(URI url, PeerAddress peer) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static Node of(JsonNode announced) {
      return new Node(
          URI.create(announced.path("rpcUrl").asString()),
          PeerAddress.parse(announced.path("p2p").asString()));
    }

    long height() {
      try (var client = new RpcClient(url)) {
        return Quantities.toLong(client.call("eth_blockNumber"));
      }
    }

    double metric(String name) {
      try {
        return HTTP.send(
                HttpRequest.newBuilder(url.resolve("/metrics")).build(),
                HttpResponse.BodyHandlers.ofLines())
            .body()
            .filter(line -> line.startsWith(name + " "))
            .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
