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
    cluster.environment.runUntil(() -> everywhere(hash));
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

  @Test
  void a_transaction_handed_to_two_is_included_once() {
    var transaction = cluster.transfer("alice", "bob");
    Hash hash = cluster.nodes.get(0).submit(transaction);
    cluster.nodes.get(2).submit(transaction);
    cluster.environment.runUntil(() -> everywhere(hash));
    cluster.environment.run(2 * TestNode.HEARTBEAT_MILLIS);
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.balance("bob")).isEqualTo(Amount.ofSp(10_001));
    }
  }

  @Test
  void who_was_dead_for_many_blocks_catches_up() {
    Hash first = transfers(2);
    cluster.environment.runUntil(() -> everywhere(first));
    cluster.nodes.get(3).kill();
    Hash last = transfers(30);
    cluster.nodes.get(3).start();
    cluster.environment.runUntil(() -> cluster.nodes.get(3).isFinal(last));
    // And takes part again: one of the others may die now.
    cluster.nodes.get(0).kill();
    Hash next = cluster.nodes.get(1).submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> cluster.nodes.get(3).isFinal(next));
  }

  @Test
  void an_observer_follows_and_hands_transactions_on() {
    Hash before = transfers(10);
    Cluster.Node observer = cluster.observer().start();
    cluster.environment.runUntil(() -> observer.isFinal(before));
    Hash handed = observer.submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> everywhere(handed));
  }

  @Test
  void a_block_from_somebody_without_a_seat_is_not_read() {
    Cluster.Node observer = cluster.observer().start();
    Cluster.Node node = cluster.nodes.getFirst();
    byte[] proposal = {1, 2, 3};
    // Of a validator this is malformed, and costs it points.
    node.receive(cluster.nodes.get(1), proposal);
    assertThat(node.penalties).singleElement().asString().contains("message");
    node.penalties.clear();
    node.receive(observer, proposal);
    assertThat(node.penalties).isEmpty();
    Hash hash = observer.submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> everywhere(hash));
  }

  @Test
  void two_halves_make_no_block_and_go_on_when_they_meet() {
    Hash before = transfers(3);
    cluster.environment.runUntil(() -> everywhere(before));
    for (int left = 0; left < 2; left++) {
      for (int right = 2; right < 4; right++) {
        cluster.cut(left, right);
      }
    }
    Hash hash = cluster.nodes.get(0).submit(cluster.transfer("alice", "bob"));
    cluster.environment.run(20_000);
    assertThat(cluster.nodes).noneMatch(node -> node.isFinal(hash));
    cluster.heal();
    long healedNanos = cluster.environment.nanoTime();
    cluster.environment.runUntil(() -> everywhere(hash));
    assertThat(cluster.environment.nanoTime() - healedNanos).isLessThan(5_000_000_000L);
  }

  @Test
  void all_die_at_once_and_go_on_where_they_were() {
    Hash before = transfers(5);
    cluster.nodes.forEach(Cluster.Node::kill);
    cluster.nodes.forEach(Cluster.Node::start);
    assertThat(cluster.nodes.getFirst().isFinal(before)).isTrue();
    Hash next = cluster.nodes.get(2).submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> everywhere(next));
  }

  /** Transfers handed to node 0, each final there before the next; the last of them. */
  private Hash transfers(int count) {
    Hash last = Hash.ZERO;
    for (int i = 0; i < count; i++) {
      Hash hash = cluster.nodes.getFirst().submit(cluster.transfer("alice", "bob"));
      cluster.environment.runUntil(() -> cluster.nodes.getFirst().isFinal(hash));
      last = hash;
    }
    return last;
  }

  private boolean everywhere(Hash hash) {
    return cluster.nodes.stream().filter(Cluster.Node::runs).allMatch(node -> node.isFinal(hash));
  }
}
