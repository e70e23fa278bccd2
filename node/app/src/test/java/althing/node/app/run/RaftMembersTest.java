package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.PublicKey;
import althing.consensus.certificate.CommitRule;
import althing.genesis.Engine;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.Retention;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.Waiting;
import althing.node.app.run.RunningNode.Cluster;
import althing.node.app.run.RunningNode.Setup;
import althing.node.core.NodeApi.RejectedException;
import althing.node.core.finality.FinalityVerifier;
import althing.node.network.NetworkSettings;
import althing.node.network.PeerAddress;
import althing.node.raft.RatisSettings;
import althing.node.rpc.RpcConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with real disks, sockets and threads, in one process. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RaftMembersTest {

  private static final int MEMBERS = 3;
  private static final TestChain CHAIN = TestChain.of(Engine.RAFT, MEMBERS, Map.of());

  private @TempDir Path directory;
  private final Map<Integer, RunningNode> running = new TreeMap<>();
  private List<Integer> ports = List.of();
  private long nonce;

  @BeforeEach
  void choosePorts() throws IOException {
    ports = freePorts(MEMBERS);
  }

  @AfterEach
  void stop() {
    running.values().forEach(RunningNode::close);
  }

  @Test
  void members_agree_go_on_without_their_leader_and_take_it_back() throws RejectedException {
    for (int number = 0; number < MEMBERS; number++) {
      running.put(number, start(number));
    }
    for (int number = 0; number < MEMBERS; number++) {
      awaitEverywhere(submit(number));
    }
    int leader = leader();
    running.remove(leader).close();
    Hash without = submit((leader + 1) % MEMBERS);
    awaitEverywhere(without);

    running.put(leader, start(leader));
    Waiting.until("the leader catches up", () -> isFinal(running.get(leader), without));
    Hash last = submit(leader);
    awaitEverywhere(last);

    ChainReader first = chain(0);
    long height = first.transactionPlace(last).orElseThrow().height();
    for (RunningNode node : running.values()) {
      assertThat(node.chain().chain().blockHash(height)).isEqualTo(first.blockHash(height));
      var verdict =
          FinalityVerifier.verify(node.chain().finality(height), first.blockHash(0).orElseThrow());
      assertThat(verdict)
          .isInstanceOfSatisfying(
              FinalityVerifier.Verdict.Final.class,
              proof -> {
                assertThat(proof.rule()).isEqualTo(CommitRule.RAFT);
                assertThat(proof.signed()).isGreaterThanOrEqualTo(2);
                assertThat(proof.needed()).isEqualTo(2);
              });
      assertThat(node.fault()).isNotDone();
    }
  }

  @Test
  void what_is_missing_or_wrong_of_the_cluster_is_named() {
    assertThatThrownBy(() -> start(0, null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("holds a seat of a raft chain: --raft-listen is missing");
    var alone = new Cluster(address(0), List.of(), Optional.empty());
    assertThatThrownBy(() -> start(0, alone))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--raft-member: %s holds a seat".formatted(publicKey(1)));
    var others = new ArrayList<>(others(0));
    others.add(new RatisSettings.Member(publicKey(7), address(1)));
    assertThatThrownBy(() -> start(0, new Cluster(address(0), others, Optional.empty())))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--raft-member: %s holds no seat".formatted(publicKey(7)));
  }

  @Test
  void a_port_that_is_taken_is_named_and_the_directory_let_go() throws IOException {
    try (var _ = new ServerSocket(ports.get(0), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(0))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("--raft-listen: ")
          .hasMessageContaining("127.0.0.1:" + ports.get(0));
    }
    running.put(0, start(0));
    assertThat(chain(0).headHeight()).isZero();
  }

  private int leader() {
    return running.entrySet().stream()
        .filter(entry -> leads(entry.getValue()))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** The proposer of the newest block: nobody else builds. */
  private boolean leads(RunningNode node) {
    ChainReader chain = node.chain().chain();
    var proposer = chain.header(chain.headHeight()).orElseThrow().miner();
    int number =
        IntStream.range(0, MEMBERS)
            .filter(each -> TestChain.account(each).address().equals(proposer))
            .findFirst()
            .orElseThrow();
    return node.equals(running.get(number));
  }

  private ChainReader chain(int number) {
    return running.get(number).chain().chain();
  }

  private Hash submit(int number) throws RejectedException {
    return running.get(number).chain().submit(TestChain.transfer(nonce++).encoded());
  }

  private static boolean isFinal(RunningNode node, Hash hash) {
    return node.chain().chain().transactionPlace(hash).isPresent();
  }

  private void awaitEverywhere(Hash hash) {
    Waiting.until(
        "transaction " + hash,
        () -> running.values().stream().allMatch(node -> isFinal(node, hash)));
  }

  private RunningNode start(int number) {
    return start(number, new Cluster(address(number), others(number), Optional.empty()));
  }

  private RunningNode start(int number, @Nullable Cluster cluster) {
    List<PeerAddress> peers =
        running.values().stream().map(node -> node.address().orElseThrow()).toList();
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
            NetworkSettings.listening("127.0.0.1", 0).withStaticPeers(peers),
            RunningNode.Sync.BLOCKS,
            cluster));
  }

  private RatisSettings.Address address(int number) {
    return new RatisSettings.Address("127.0.0.1", ports.get(number));
  }

  private List<RatisSettings.Member> others(int number) {
    return IntStream.range(0, MEMBERS)
        .filter(other -> other != number)
        .mapToObj(other -> new RatisSettings.Member(publicKey(other), address(other)))
        .toList();
  }

  private static PublicKey publicKey(int number) {
    return PublicKey.of(TestChain.key(number).publicKey().toArray());
  }

  private static List<Integer> freePorts(int count) throws IOException {
    var held = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
