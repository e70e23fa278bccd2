package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.genesis.Engine;
import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.Retention;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.types.Hash;
import althing.node.app.Cli;
import althing.node.app.ExitCode;
import althing.node.app.Waiting;
import althing.node.app.run.RunningNode.Setup;
import althing.node.app.run.RunningNode.Sync;
import althing.node.core.NodeApi.RejectedException;
import althing.node.network.NetworkSettings;
import althing.node.network.PeerAddress;
import althing.node.rpc.RpcConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Validators with real disks, sockets and threads, in one process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ValidatorsTest {

  private static final int VALIDATORS = 4;
  private static final TestChain CHAIN =
      TestChain.of(Engine.PBFT, VALIDATORS, Map.of("epochMillis", 3_000L));

  private @TempDir Path directory;
  private final List<RunningNode> running = new ArrayList<>();

  @AfterEach
  void stop() {
    running.forEach(RunningNode::close);
  }

  @Test
  void validators_agree_over_sockets() throws RejectedException {
    for (int number = 0; number < VALIDATORS; number++) {
      running.add(start(number));
    }
    var hashes = new ArrayList<Hash>();
    for (int nonce = 0; nonce < 20; nonce++) {
      hashes.add(
          running.get(nonce % VALIDATORS).chain().submit(TestChain.transfer(nonce).encoded()));
    }
    for (RunningNode node : running) {
      for (Hash hash : hashes) {
        awaitFinal(node, hash);
      }
    }
    long height = running.stream().mapToLong(this::height).min().orElseThrow();
    assertThat(running.stream().map(node -> node.chain().chain().blockHash(height)))
        .doesNotContain(java.util.Optional.empty())
        .containsOnly(running.getFirst().chain().chain().blockHash(height));
  }

  /** While transactions run; then it follows by blocks, and takes and spreads transactions. */
  @Test
  void a_fifth_node_joins_by_snapshot()
      throws RejectedException, InterruptedException, IOException {
    for (int number = 0; number < VALIDATORS; number++) {
      running.add(start(number));
    }
    long nonce = 0;
    while (Protocol.epoch(state(running.getFirst())) < 2) {
      awaitFinal(
          running.getFirst(),
          running.getFirst().chain().submit(TestChain.transfer(nonce).encoded()));
      nonce++;
    }
    RunningNode fifth = start(VALIDATORS, Sync.SNAPSHOT);
    running.add(fifth);
    long oldest = fifth.chain().chain().oldestBlock();
    assertThat(oldest).isGreaterThan(1);
    assertThatThrownBy(() -> fifth.chain().chain().block(oldest - 1))
        .isInstanceOf(HistoryPrunedException.class);
    Hash first = running.get(1).chain().submit(TestChain.transfer(nonce).encoded());
    awaitFinal(fifth, first);
    Hash second = fifth.chain().submit(TestChain.transfer(nonce + 1).encoded());
    for (RunningNode node : running) {
      awaitFinal(node, second);
    }
    long height = running.stream().mapToLong(this::height).min().orElseThrow();
    assertThat(running.stream().map(node -> node.chain().chain().header(height).orElseThrow()))
        .containsOnly(fifth.chain().chain().header(height).orElseThrow());
    assertThat(fifth.chain().finality(height).proven().height()).isEqualTo(height);
    assertThat(fifth.chain().verify(oldest + 1, height).finding()).isNull();

    clientsAreToldWhatIsNotThere(fifth);

    fifth.close();
    running.remove(fifth);
    commandsKnowThatItBeganLater(directory.resolve("node-" + VALIDATORS), oldest);
    RunningNode again = start(VALIDATORS, Sync.SNAPSHOT);
    running.add(again);
    assertThat(again.chain().chain().oldestBlock()).isEqualTo(oldest);
    Hash third = running.getFirst().chain().submit(TestChain.transfer(nonce + 2).encoded());
    awaitFinal(again, third);
  }

  private static void clientsAreToldWhatIsNotThere(RunningNode node)
      throws IOException, InterruptedException {
    assertThat(call(node, "eth_getBlockByNumber", "\"0x1\",false"))
        .contains("4444")
        .contains("pruned history unavailable: block 1 is pruned");
    assertThat(call(node, "eth_getBlockByNumber", "\"0x0\",false")).contains("\"result\":{");
    assertThat(call(node, "eth_getLogs", "{\"fromBlock\":\"0x0\",\"toBlock\":\"latest\"}"))
        .contains("4444");
    assertThat(call(node, "althing_getEvents", "" + node.chain().chain().events(0).size()))
        .contains("4444");
    assertThat(call(node, "eth_gasPrice", "")).contains("\"result\":\"0x");
    assertThat(call(node, "eth_feeHistory", "\"0x400\",\"latest\",[]")).contains("\"result\":{");
    var feed = HttpRequest.newBuilder(URI.create(node.rpc().url()).resolve("/events?from=0"));
    assertThat(send(feed).statusCode()).isEqualTo(410);
  }

  private static String call(RunningNode node, String method, String parameters)
      throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, parameters);
    return send(HttpRequest.newBuilder(URI.create(node.rpc().url()))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)))
        .body();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static void commandsKnowThatItBeganLater(Path data, long oldest) {
    var verified = Cli.run("verify", "--json", "--data-dir", data.toString());
    assertThat(verified.err()).isEmpty();
    assertThat(verified.json().path("verified").asBoolean()).isTrue();
    assertThat(verified.json().path("replayedFrom").asLong()).isEqualTo(oldest);
    var inspected = Cli.run("inspect", "--json", "--data-dir", data.toString());
    assertThat(inspected.json().path("oldestBlock").asLong()).isEqualTo(oldest);
    assertThat(Cli.run("inspect", "--block", "1", "--data-dir", data.toString()).err())
        .contains("block 1 is pruned: kept are block 0 and those from height " + oldest);
    var exported = Cli.run("export", "--data-dir", data.toString(), data.resolve("log").toString());
    assertThat(exported.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(exported.err()).contains("began with a snapshot: the blocks 1 to " + (oldest - 1));
  }

  private static StateReader state(RunningNode node) {
    return node.chain().chain().stateAt(node.chain().chain().headHeight());
  }

  private long height(RunningNode node) {
    return node.chain().chain().headHeight();
  }

  private static void awaitFinal(RunningNode node, Hash hash) {
    Waiting.until(
        "transaction " + hash, () -> node.chain().chain().transactionPlace(hash).isPresent());
  }

  private RunningNode start(int number) {
    return start(number, Sync.BLOCKS);
  }

  private RunningNode start(int number, Sync sync) {
    List<PeerAddress> others = running.stream().map(node -> node.address().orElseThrow()).toList();
    return RunningNode.start(
        new Setup(
            directory.resolve("node-" + number),
            CHAIN::genesis,
            null,
            TestChain.key(number),
            RpcConfig.loopback(0),
            Retention.PRUNED,
            null,
            "althing/test",
            NetworkSettings.listening("127.0.0.1", 0).withStaticPeers(others),
            sync,
            null));
  }
}
