package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.SnapshotStaging;
import althing.ledger.replay.Replay;
import althing.ledger.types.Hash;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes begin with a state of the validators' chain, and take part from there on. */
class ClusterSnapshotTest {

  private @TempDir Path directory;
  private Cluster cluster;
  private Cluster.Node first;

  /** Three of four validators make blocks over some epochs. */
  @BeforeEach
  void begin() {
    cluster = new Cluster(11, 4, directory);
    first = cluster.nodes.getFirst();
    cluster.nodes.subList(0, 3).forEach(Cluster.Node::start);
    for (int epoch = 0; epoch < 3; epoch++) {
      transfers(10);
      cluster.environment.run(TestNode.EPOCH_MILLIS);
    }
    transfers(5);
  }

  private void transfers(int count) {
    for (int i = 0; i < count; i++) {
      Hash hash = first.submit(cluster.transfer("alice", "bob"));
      cluster.environment.runUntil(() -> first.isFinal(hash));
    }
  }

  @AfterEach
  void agree() {
    List<Cluster.Node> running = cluster.nodes.stream().filter(Cluster.Node::runs).toList();
    long height = running.stream().mapToLong(Cluster.Node::height).min().orElseThrow();
    assertThat(running.stream().map(node -> node.running().chain().header(height)).distinct())
        .hasSize(1);
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.faults).isEmpty();
      assertThat(node.penalties).isEmpty();
      if (node.runs()) {
        node.kill();
      }
    }
  }

  @Test
  void a_validator_that_joins_by_snapshot_votes() {
    Cluster.Node late = cluster.nodes.get(3).join();
    cluster.environment.runUntil(() -> late.runs() && late.height() >= first.height());
    assertThat(late.running().chain().oldestBlock()).isGreaterThan(1);
    // Its journal is blank and the chain is not: it asks the others in which views to keep out.
    transfers(5);
    cluster.environment.run(4 * TestNode.HEARTBEAT_MILLIS);
    first.kill();
    Cluster.Node second = cluster.nodes.get(1);
    for (int i = 0; i < 5; i++) {
      Hash hash = second.submit(cluster.transfer("carol", "bob"));
      cluster.environment.runUntil(() -> late.isFinal(hash));
    }
  }

  @Test
  void an_observer_joins_by_snapshot_and_another_by_blocks_from_where_there_are_all() {
    Cluster.Node late = cluster.observer().join();
    cluster.environment.runUntil(() -> late.runs() && late.height() >= first.height());
    Cluster.Node whole = cluster.observer().start();
    Hash hash = late.submit(cluster.transfer("carol", "dave"));
    cluster.environment.runUntil(() -> late.isFinal(hash) && whole.isFinal(hash));
    ChainStore chain = (ChainStore) late.running().chain();
    long oldest = chain.oldestBlock();
    assertThat(whole.running().chain().oldestBlock()).isZero();
    assertThat(chain.check((_, _) -> {})).isEmpty();

    long head = chain.headHeight();
    var replay = new Replay(chain, chain.tiles(), TestNode.REGISTRY, Replay.Ahead.NOT, _ -> {});
    assertThat(replay.fold().stateRoot()).isEqualTo(chain.header(head).orElseThrow().stateRoot());
    assertThat(replay.full().stateRoot()).isEqualTo(replay.fold().stateRoot());
    assertThat(late.running().verify(oldest + 1, head).finding()).isNull();
    assertThatThrownBy(() -> late.running().verify(oldest, head))
        .isInstanceOf(HistoryPrunedException.class);
    assertThatThrownBy(() -> late.running().finality(oldest - 2))
        .isInstanceOf(HistoryPrunedException.class);
    assertThat(late.running().finality(head).proven())
        .isEqualTo(whole.running().finality(head).proven());
    assertThatThrownBy(() -> late.running().proofs().inclusionProof(3, chain.eventCount()))
        .isInstanceOf(HistoryPrunedException.class);
    long event = chain.eventCount() - 2;
    assertThat(late.running().proofs().inclusionProof(event, chain.eventCount()))
        .isEqualTo(whole.running().proofs().inclusionProof(event, chain.eventCount()));
    assertThat(late.balance("alice")).isEqualTo(whole.balance("alice"));
  }

  /** The process dies while it copies, and once it is there; each time it goes on. */
  @Test
  void a_joiner_that_is_killed_goes_on() {
    Cluster.Node late = cluster.observer().join();
    cluster.environment.runUntil(() -> new SnapshotStaging(late.store).begun().isPresent());
    late.kill();
    assertThat(ChainStore.chainIdOf(late.store)).isEmpty();
    late.join();
    cluster.environment.runUntil(() -> late.runs());
    late.kill();
    transfers(3);
    late.start();
    cluster.environment.runUntil(() -> late.height() >= first.height());
    assertThat(((ChainStore) late.running().chain()).check((_, _) -> {})).isEmpty();
  }
}
