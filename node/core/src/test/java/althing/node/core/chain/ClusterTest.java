package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.Vote;
import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /** E1: whoever asks is shown both votes, also after a restart. */
  @Test
  void a_validator_that_contradicts_itself_leaves_evidence() {
    Cluster.Node node = cluster.nodes.getFirst();
    Cluster.Node liar = cluster.nodes.get(2);
    BlockId chain = ExecutedProposal.id(node.running().chain().blockHash(0).orElseThrow());
    for (int block = 1; block <= 2; block++) {
      byte[] id = new byte[BlockId.SIZE];
      id[0] = (byte) block;
      var vote = new Vote(Vote.Kind.PREPARE, 0, 1, 1, BlockId.of(id));
      Signature signature = liar.identity.sign(vote.signedBytes(chain));
      node.receive(liar, JUNK_CODEC.encode(new Message.Cast(vote, signature)));
    }
    cluster.environment.runUntil(() -> !node.running().evidence().isEmpty());

    var evidence = node.running().evidence();
    assertThat(evidence)
        .singleElement()
        .satisfies(each -> {
          assertThat(each.validator()).isEqualTo(liar.identity.nodeKey());
          assertThat(each.first().block()).isNotEqualTo(each.second().block());
          for (var vote : List.of(each.first(), each.second())) {
            assertThat(vote.kind()).isEqualTo("prepare");
            assertThat(
                    Ed25519.verify(
                        each.validator().toArray(),
                        vote.signed().toArray(),
                        vote.signature().toArray()))
                .isTrue();
          }
        });
    node.kill();
    assertThat(node.start().running().evidence()).isEqualTo(evidence);
  }

  /** P1, B1: recovering the senders of a block's transactions is dear. */
  @Test
  void a_proposal_is_read_only_if_it_is_signed_by_whose_turn_it_is() {
    Cluster.Node node = cluster.nodes.getFirst();
    propose(node, 1, 4, false);
    assertThat(node.penalties).hasSize(3).containsOnly("a proposal's signature is wrong");
    node.penalties.clear();

    propose(node, 1, 4, true);
    assertThat(node.penalties).hasSize(3).allMatch(each -> each.startsWith("message, offset 130"));
    node.penalties.clear();

    propose(node, 1_001, 1_004, true);
    assertThat(node.penalties).isEmpty();
  }

  /** All others propose in each of the views what is no block. */
  private void propose(Cluster.Node node, long firstView, long lastView, boolean signed) {
    BlockId chain = ExecutedProposal.id(node.running().chain().blockHash(0).orElseThrow());
    for (long view = firstView; view <= lastView; view++) {
      for (Cluster.Node other : cluster.nodes.subList(1, 4)) {
        var vote = new Vote(Vote.Kind.PROPOSE, 0, view, 1, chain);
        Signature signature =
            signed
                ? other.identity.sign(vote.signedBytes(chain))
                : Signature.of(new byte[Signature.SIZE]);
        node.receive(
            other,
            JUNK_CODEC.encode(
                new Message.Propose(
                    vote, signature, new Junk(chain), 0, Optional.empty(), List.of())));
      }
    }
  }

  private static final MessageCodec JUNK_CODEC =
      new MessageCodec(
          _ -> {
            throw new AssertionError();
          },
          1_000);

  /** What nobody can read, though it is named and signed like a block. */
  private record Junk(BlockId id) implements Proposal {
    @Override
    public long height() {
      return 1;
    }

    @Override
    public BlockId parent() {
      return id;
    }

    @Override
    public byte[] encoded() {
      return new byte[] {1, 2, 3};
    }
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
