package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four validators agree on what one of them was handed. */
class ClusterTest {

  private @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void start() {
    cluster = new Cluster(7, 4, directory).started();
  }

  @AfterEach
  void agree() {
    cluster.requireAgreement();
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.faults).isEmpty();
      assertThat(node.penalties).isEmpty();
      if (node.runs()) {
        node.kill();
      }
    }
  }

  @Test
  void a_transaction_handed_to_one_is_final_at_all() {
    Hash hash = cluster.nodes.get(2).submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> cluster.nodes.stream().allMatch(node -> node.isFinal(hash)));
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.balance("bob")).isEqualTo(Amount.ofSp(10_001));
    }
  }

  @Test
  void one_dead_validator_stops_nobody() {
    cluster.nodes.get(1).kill();
    for (int i = 0; i < 20; i++) {
      Hash hash = cluster.nodes.getFirst().submit(cluster.transfer("alice", "bob"));
      cluster.environment.runUntil(() -> cluster.nodes.getFirst().isFinal(hash));
    }
  }

  @Test
  void idle_validators_make_heartbeats_only_and_skip_no_view() {
    Hash hash = cluster.nodes.getFirst().submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> cluster.nodes.getFirst().isFinal(hash));
    long height = cluster.nodes.getFirst().height();
    cluster.environment.run(10 * TestNode.HEARTBEAT_MILLIS);
    assertThat(cluster.nodes.getFirst().height() - height).isBetween(8L, 11L);
    assertThat(
            cluster
                .nodes
                .getFirst()
                .meters
                .find("althing.consensus.votes")
                .tag("kind", "skip")
                .counters())
        .isEmpty();
  }
}
