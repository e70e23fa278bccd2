package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.certificate.CommitRule;
import althing.genesis.Engine;
import althing.ledger.block.BlockHeader;
import althing.ledger.chain.ChainReader;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.finality.CertifiedBlocks;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members of one owner's cluster, over a simulated log. */
class RaftClusterTest {

  private @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void start() {
    cluster = new Cluster(11, 3, directory, Engine.RAFT).started();
    cluster.environment.run(2_000);
  }

  @AfterEach
  void agree() {
    cluster.requireAgreement();
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.faults).isEmpty();
      assertThat(node.penalties).isEmpty();
      if (node.runs()) {
        requireCertificates(node.running().chain());
        node.kill();
      }
    }
  }

  /** What a stranger checks who trusts the owner: every block has a majority's signatures. */
  private static void requireCertificates(ChainReader chain) {
    var check =
        new CertifiedBlocks(
            chain.header(0).orElseThrow(),
            chain.events(0).stream().map(event -> event.event()).toList());
    assertThat(check.rule()).isEqualTo(CommitRule.RAFT);
    for (long height = 1; height <= chain.headHeight(); height++) {
      BlockHeader header = chain.header(height).orElseThrow();
      Bytes proof = chain.certificate(height).orElse(Bytes.EMPTY);
      long at = height;
      assertThat(
              check.next(
                  header, proof, () -> chain.events(at).stream().map(e -> e.event()).toList()))
          .isEmpty();
    }
    assertThat(check.end()).isEmpty();
  }

  @Test
  void a_transaction_handed_to_any_member_is_final_at_all() {
    for (Cluster.Node node : cluster.nodes) {
      Hash hash = node.submit(cluster.transfer("alice", "bob"));
      cluster.environment.runUntil(() -> everywhere(hash));
    }
    for (Cluster.Node node : cluster.nodes) {
      assertThat(node.balance("bob")).isEqualTo(Amount.ofSp(10_003));
    }
  }

  @Test
  void idle_members_make_heartbeats() {
    long height = leader().height();
    cluster.environment.run(10 * TestNode.HEARTBEAT_MILLIS);
    assertThat(leader().height() - height).isBetween(8L, 11L);
  }

  @Test
  void nothing_is_final_without_a_majority() {
    Cluster.Node left = leader();
    others().forEach(Cluster.Node::kill);
    Hash hash = left.submit(cluster.transfer("alice", "bob"));
    cluster.environment.run(30_000);
    assertThat(left.isFinal(hash)).isFalse();
    cluster.nodes.stream().filter(node -> !node.runs()).findFirst().orElseThrow().start();
    cluster.environment.runUntil(() -> everywhere(hash));
  }

  @Test
  void another_member_leads_when_the_leader_dies_and_who_was_dead_catches_up() {
    Hash before = transfers(3);
    Cluster.Node dead = leader();
    dead.kill();
    Hash meanwhile = transfers(30);
    assertThat(leader()).isNotSameAs(dead);
    dead.start();
    cluster.environment.runUntil(() -> dead.isFinal(meanwhile));
    assertThat(dead.isFinal(before)).isTrue();
    // And it counts: one of the others may die now.
    leader().kill();
    cluster.environment.run(2_000);
    Hash after = dead.submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> everywhere(after));
  }

  /** The log's beginning is gone: the chain is fetched from the others up to where it goes on. */
  @Test
  void who_was_away_for_longer_than_the_log_is_kept_fetches_the_chain() {
    transfers(3);
    Cluster.Node away = others().getFirst();
    away.kill();
    transfers(40);
    cluster.log.purge();
    Hash last = transfers(3);
    away.start();
    cluster.environment.runUntil(() -> away.isFinal(last));
    leader().kill();
    cluster.environment.run(2_000);
    Hash next = away.submit(cluster.transfer("alice", "bob"));
    cluster.environment.runUntil(() -> everywhere(next));
  }

  @Test
  void all_die_at_once_and_go_on_where_they_were() {
    Hash before = transfers(10);
    for (int times = 0; times < 3; times++) {
      cluster.nodes.forEach(Cluster.Node::kill);
      cluster.nodes.forEach(Cluster.Node::start);
      cluster.environment.run(2_000);
      Hash next = cluster.nodes.get(2).submit(cluster.transfer("alice", "bob"));
      cluster.environment.runUntil(() -> everywhere(next));
    }
    assertThat(cluster.nodes).allMatch(node -> node.isFinal(before));
  }

  /** Killed at any moment, here a different one in each round: what was shown as final is kept. */
  @Test
  void members_that_die_at_any_moment_keep_what_was_acknowledged() {
    Hash shown = transfers(1);
    for (int round = 0; round < 25; round++) {
      Cluster.Node victim = cluster.nodes.get(round % 3);
      Hash hash = cluster.nodes.get((round + 1) % 3).submit(cluster.transfer("alice", "bob"));
      cluster.environment.run(1 + round * 2);
      victim.kill();
      cluster.environment.runUntil(() -> everywhere(hash));
      assertThat(everywhere(shown)).isTrue();
      shown = hash;
      victim.start();
      cluster.environment.runUntil(() -> victim.isFinal(hash));
    }
  }

  @Test
  void votes_that_do_not_get_through_are_cast_again() {
    for (Cluster.Node other : others()) {
      cluster.cut(leader().number, other.number);
    }
    Hash hash = leader().submit(cluster.transfer("alice", "bob"));
    cluster.environment.run(5_000);
    assertThat(leader().isFinal(hash)).isFalse();
    // The log has its own links: the two others have a majority of votes between them.
    assertThat(others()).allMatch(node -> node.isFinal(hash));
    cluster.heal();
    cluster.environment.runUntil(() -> everywhere(hash));
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
  void a_stop_leaves_the_log_and_a_start_goes_on() {
    Hash before = transfers(3);
    Cluster.Node node = leader();
    var stopped = node.running().stop().toCompletableFuture();
    cluster.environment.runUntil(stopped::isDone);
    assertThat(stopped).isCompleted();
    node.kill();
    Hash next = transfers(2);
    node.start();
    cluster.environment.runUntil(() -> node.isFinal(next));
    assertThat(node.isFinal(before)).isTrue();
  }

  private Cluster.Node leader() {
    return cluster.nodes.get(cluster.log.leader());
  }

  private java.util.List<Cluster.Node> others() {
    int leads = cluster.log.leader();
    return cluster.nodes.stream().filter(node -> node.number != leads && node.runs()).toList();
  }

  /** Transfers handed to a member that lives, each final there before the next; the last. */
  private Hash transfers(int count) {
    Hash last = Hash.ZERO;
    for (int i = 0; i < count; i++) {
      Cluster.Node node =
          cluster.nodes.stream().filter(Cluster.Node::runs).findFirst().orElseThrow();
      Hash hash = node.submit(cluster.transfer("alice", "bob"));
      cluster.environment.runUntil(() -> node.isFinal(hash));
      last = hash;
    }
    return last;
  }

  private boolean everywhere(Hash hash) {
    return cluster.nodes.stream().filter(Cluster.Node::runs).allMatch(node -> node.isFinal(hash));
  }
}
