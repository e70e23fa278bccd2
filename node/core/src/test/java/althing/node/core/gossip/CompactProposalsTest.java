package althing.node.core.gossip;

import static althing.node.core.gossip.GossipWorld.peer;
import static althing.node.core.gossip.GossipWorld.transfer;
import static althing.node.core.gossip.ProposalSamples.block;
import static althing.node.core.gossip.ProposalSamples.hashes;
import static althing.node.core.gossip.ProposalSamples.propose;
import static althing.node.core.gossip.ProposalSamples.tick;
import static althing.node.core.gossip.ProposalSamples.transfers;
import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.ProposeHead;
import althing.ledger.block.Block;
import althing.ledger.crypto.Keccak256;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.gossip.CompactMessage.Compact;
import althing.node.core.gossip.CompactMessage.Placed;
import althing.node.core.gossip.CompactMessage.Supplied;
import althing.node.core.gossip.CompactMessage.Wanted;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactProposalsTest {

  private static final CompactMessageCodec CODEC =
      new CompactMessageCodec(ProposalSamples.MESSAGES);

  private final GossipWorld world = new GossipWorld(1);
  private final Validator proposer = new Validator(1);
  private final Validator node = new Validator(2);

  /** CP1. */
  @Test
  void a_block_of_pooled_transactions_needs_no_question() {
    world.connect(proposer, node);
    List<SignedTransaction> transactions = transfers(200);
    node.pools(transactions);
    Propose sent = propose(5, block(transactions));
    byte[] encoded = proposer.proposes(sent);
    world.environment.run(5);

    assertThat(encoded.length).isLessThan(200 * 34 + 1_500);
    assertThat(proposer.wanted).isEmpty();
    assertThat(node.delivered).containsExactly(sent);
    List<SignedTransaction> taken = blockOf(node.delivered.getFirst()).body().transactions();
    assertThat(taken).hasSize(200);
    for (int i = 0; i < 200; i++) {
      assertThat(taken.get(i)).isSameAs(node.pool.get(transactions.get(i).hash()));
    }
  }

  /** CP1: no pool holds it. */
  @Test
  void tick_work_goes_along() {
    world.connect(proposer, node);
    List<SignedTransaction> transactions = transfers(50);
    node.pools(transactions);
    Propose sent = propose(5, block(withTick(transactions)));
    proposer.proposes(sent);
    world.environment.run(5);
    assertThat(proposer.wanted).isEmpty();
    assertThat(node.delivered).containsExactly(sent);
  }

  /** CP1. */
  @Test
  void a_small_block_goes_in_full() {
    Propose empty = propose(5, block(List.of()));
    Propose small = propose(5, block(transfers(10)));
    for (Propose each : List.of(empty, small)) {
      byte[] encoded = proposer.compact.encode(each);
      assertThat(CompactProposals.isCompact(encoded)).isFalse();
      assertThat(ProposalSamples.MESSAGES.decode(encoded)).isEqualTo(each);
    }
    assertThat(
            CompactProposals.isCompact(proposer.compact.encode(propose(5, block(transfers(20))))))
        .isTrue();
  }

  /** CP2. */
  @ParameterizedTest(name = "every {0}th is missing")
  @ValueSource(ints = {1, 2, 7, 50})
  void what_the_pool_lacks_is_got_from_the_proposer_in_one_round_trip(int every) {
    world.connect(proposer, node);
    List<SignedTransaction> transactions = withTick(transfers(300));
    List<Integer> missing =
        IntStream.range(1, transactions.size()).filter(i -> i % every == 0).boxed().toList();
    node.pools(transactions);
    missing.forEach(i -> node.pool.remove(transactions.get(i).hash()));
    Propose sent = propose(5, block(transactions));
    proposer.proposes(sent);
    world.environment.run(20);

    assertThat(proposer.wanted).containsExactly(new Wanted(blockOf(sent).hash(), missing));
    assertThat(node.delivered).containsExactly(sent);
    assertThat(blockOf(node.delivered.getFirst()).body()).isEqualTo(blockOf(sent).body());
  }

  @Test
  void large_blocks_come_in_several_answers() {
    world.connect(proposer, node);
    Bytes data = Bytes.wrap(new byte[100 << 10]);
    List<SignedTransaction> transactions =
        IntStream.range(0, 40)
            .mapToObj(nonce -> transfer(1, nonce, GossipWorld.CHAIN, data))
            .toList();
    Propose sent = propose(5, block(transactions));
    proposer.proposes(sent);
    world.environment.run(50);
    assertThat(node.delivered).containsExactly(sent);
    assertThat(node.heard.stream().filter(Supplied.class::isInstance)).hasSize(4);
    assertThat(proposer.wanted).hasSize(1);
  }

  /** CP2. */
  @Test
  void a_lost_question_is_asked_again() {
    world.connect(proposer, node);
    Propose sent = propose(5, block(transfers(20)));
    var losses = new int[] {2};
    world.lost = (to, _) -> to.equals(proposer.id) && losses[0]-- > 0;
    proposer.proposes(sent);
    world.environment.run(700);
    assertThat(node.delivered).containsExactly(sent);
    assertThat(proposer.wanted).hasSize(1);
  }

  @Test
  void whoever_is_closed_asks_no_more_and_takes_nothing() {
    world.connect(proposer, node);
    var asked = new int[1];
    world.lost = (to, _) -> to.equals(proposer.id) && ++asked[0] > 0;
    Propose sent = propose(5, block(transfers(20)));
    proposer.proposes(sent);
    world.environment.run(100);
    assertThat(asked[0]).isPositive();

    node.compact.close();
    asked[0] = 0;
    world.lost = (_, _) -> false;
    proposer.proposes(propose(6, block(transfers(30))));
    world.environment.run(10_000);
    assertThat(asked[0]).isZero();
    assertThat(proposer.wanted).isEmpty();
    assertThat(node.delivered).isEmpty();
  }

  /** CP2. */
  @Test
  void a_proposer_that_does_not_answer_is_given_up_quietly() {
    world.connect(proposer, node);
    world.lost = (to, _) -> to.equals(proposer.id);
    proposer.proposes(propose(5, block(transfers(20))));
    world.environment.run(10_000);
    assertThat(node.count("abandoned")).isEqualTo(1);
    assertThat(node.delivered).isEmpty();
    assertThat(node.pointsOf(proposer)).isZero();
  }

  /** CP2: who goes on answering has the time it takes. */
  @Test
  void progress_is_waited_for() {
    var slow = new Liar(3);
    world.connect(slow, node);
    List<SignedTransaction> transactions = transfers(20);
    Block block = block(transactions);
    slow.says(compact(propose(5, block)));
    for (int i = 0; i < 20; i++) {
      world.environment.run(250);
      slow.says(new Supplied(block.hash(), List.of(placed(i, transactions.get(i)))));
    }
    world.environment.run(10);
    assertThat(node.delivered).containsExactly(propose(5, block));
    assertThat(slow.heard).hasSize(1);
  }

  @Test
  void a_proposer_that_has_forgotten_says_so() {
    world.connect(proposer, node);
    List<SignedTransaction> transactions = transfers(30);
    byte[] first = proposer.compact.encode(propose(1, block(transactions.subList(0, 20))));
    for (int i = 0; i < 8; i++) {
      proposer.compact.encode(propose(1, block(transactions.subList(0, 21 + i))));
    }
    node.received(proposer.id, first);
    world.environment.run(10);
    assertThat(node.count("abandoned")).isEqualTo(1);
    assertThat(node.pointsOf(proposer)).isZero();
  }

  /** CP3. */
  @Test
  void another_transaction_than_named_is_penalised() {
    var liar = new Liar(3);
    world.connect(liar, node);
    List<SignedTransaction> transactions = transfers(20);
    liar.answers =
        wanted -> liar.says(new Supplied(wanted.block(), List.of(placed(0, transactions.get(1)))));
    liar.says(compact(propose(5, block(transactions))));
    world.environment.run(20);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.MALFORMED);
    assertThat(node.delivered).isEmpty();
    assertThat(node.count("abandoned")).isEqualTo(1);
  }

  /** CP3. */
  @Test
  void what_was_not_asked_is_penalised_and_what_comes_late_is_not() {
    var liar = new Liar(3);
    world.connect(liar, node);
    List<SignedTransaction> transactions = transfers(20);
    Block block = block(transactions);
    node.pools(transactions);
    node.pool.remove(transactions.getLast().hash());
    liar.says(new Supplied(block.hash(), List.of(placed(0, transactions.getFirst()))));
    world.environment.run(5);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.UNASKED);

    liar.says(compact(propose(5, block)));
    liar.says(new Supplied(block.hash(), List.of(placed(0, transactions.getFirst()))));
    world.environment.run(5);
    assertThat(node.pointsOf(liar)).isEqualTo(2 * Penalty.UNASKED);
    assertThat(node.delivered).isEmpty();

    liar.says(new Supplied(block.hash(), List.of(placed(19, transactions.getLast()))));
    world.environment.run(5);
    assertThat(node.pointsOf(liar)).isEqualTo(2 * Penalty.UNASKED);
    assertThat(node.delivered).isEmpty();
  }

  /** CP3. */
  @Test
  void bytes_that_are_no_transaction_are_blamed_on_who_named_them_once() {
    var liar = new Liar(3);
    world.connect(liar, node);
    Block block = block(transfers(300));
    List<Bytes> junk =
        IntStream.range(0, 300).mapToObj(i -> Bytes.utf8("no transaction " + i)).toList();
    Compact honest = compact(propose(5, block));
    liar.answers =
        wanted ->
            liar.says(
                new Supplied(
                    wanted.block(),
                    IntStream.range(0, 300).mapToObj(i -> new Placed(i, junk.get(i))).toList()));
    liar.says(
        new Compact(
            honest.head(),
            honest.header(),
            honest.lastCommit(),
            honest.vrfProof(),
            honest.tick(),
            junk.stream().map(Keccak256::hash).toList()));
    world.environment.run(50);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.INVALID);
    assertThat(node.delivered).isEmpty();
  }

  /** CP4: one id must not stand for two blocks. */
  @Test
  void a_proposal_whose_parts_do_not_belong_together_is_penalised() {
    List<SignedTransaction> transactions = withTick(transfers(20));
    node.pools(transactions);
    Block block = block(transactions);
    Block other = block(transfers(21));
    Compact good = compact(propose(5, block));
    List<Hash> swapped = new ArrayList<>(good.hashes());
    swapped.addFirst(swapped.removeLast());
    Bytes one = Bytes.of((byte) 1);

    refused(
        new Compact(
            compact(propose(5, other)).head(),
            good.header(),
            good.lastCommit(),
            good.vrfProof(),
            good.tick(),
            good.hashes()));
    refused(
        new Compact(good.head(), good.header(), one, good.vrfProof(), good.tick(), good.hashes()));
    refused(
        new Compact(
            good.head(),
            good.header(),
            good.lastCommit(),
            Bytes.EMPTY,
            good.tick(),
            good.hashes()));
    refused(
        new Compact(
            good.head(),
            good.header(),
            good.lastCommit(),
            good.vrfProof(),
            Bytes.EMPTY,
            good.hashes()));
    refused(
        new Compact(
            good.head(), good.header(), good.lastCommit(), good.vrfProof(), one, good.hashes()));
    refused(
        new Compact(
            good.head(),
            good.header(),
            good.lastCommit(),
            good.vrfProof(),
            transactions.get(3).encoded(),
            good.hashes()));
    refused(
        new Compact(
            good.head(), good.header(), good.lastCommit(), good.vrfProof(), good.tick(), swapped));
    refused(
        new Compact(
            good.head(),
            good.header(),
            good.lastCommit(),
            good.vrfProof(),
            good.tick(),
            good.hashes().subList(1, 20)));
    assertThat(node.delivered).isEmpty();
  }

  private int liars = 10;

  private void refused(Compact compact) {
    var liar = new Liar(liars++);
    world.connect(liar, node);
    liar.says(compact);
    world.environment.run(5);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.MALFORMED);
  }

  /** CP5. */
  @Test
  void who_may_not_propose_is_not_listened_to() {
    var stranger = new Liar(3);
    world.connect(stranger, node);
    node.strangers.add(stranger.id);
    stranger.says(compact(propose(5, block(transfers(20)))));
    world.environment.run(10);
    assertThat(stranger.heard).isEmpty();
    assertThat(node.count("ignored")).isEqualTo(1);
    assertThat(node.pointsOf(stranger)).isZero();
  }

  /** CP5: the third of one peer takes the place of its first. */
  @Test
  void unfinished_proposals_are_bounded_for_each_peer() {
    var liar = new Liar(3);
    world.connect(liar, node);
    List<SignedTransaction> transactions = transfers(23);
    List<Block> blocks =
        IntStream.range(20, 23).mapToObj(size -> block(transactions.subList(0, size))).toList();
    blocks.forEach(each -> liar.says(compact(propose(5, each))));
    world.environment.run(5);
    assertThat(node.count("abandoned")).isEqualTo(1);
    blocks.forEach(each -> liar.says(whole(each)));
    world.environment.run(10);
    assertThat(node.delivered.stream().map(each -> blockOf(each).hash()))
        .containsExactlyInAnyOrder(blocks.get(1).hash(), blocks.get(2).hash());
    assertThat(node.pointsOf(liar)).isZero();
  }

  /** CP5: of those with the most, the oldest. */
  @Test
  void unfinished_proposals_are_bounded_in_all() {
    List<SignedTransaction> transactions = transfers(40);
    var honest = new Liar(3);
    world.connect(honest, node);
    Block good = block(transactions.subList(0, 20));
    honest.says(compact(propose(5, good)));
    for (int i = 0; i < 10; i++) {
      var liar = new Liar(10 + i);
      world.connect(liar, node);
      liar.says(compact(propose(5, block(transactions.subList(0, 21)))));
      liar.says(compact(propose(5, block(transactions.subList(0, 22)))));
    }
    world.environment.run(5);
    assertThat(node.count("abandoned")).isEqualTo(5);
    honest.says(whole(good));
    world.environment.run(5);
    assertThat(node.delivered).containsExactly(propose(5, good));
  }

  /** CP6. */
  @Test
  void a_block_is_answered_for_a_few_times_and_only_with_what_it_has() {
    var asker = new Liar(3);
    world.connect(asker, proposer);
    Block block = block(transfers(20));
    proposer.compact.encode(propose(5, block));
    for (int i = 0; i < 6; i++) {
      asker.tells(proposer, new Wanted(block.hash(), List.of(7)));
    }
    world.environment.run(5);
    assertThat(asker.heard)
        .hasSize(4)
        .containsOnly(
            new Supplied(block.hash(), List.of(placed(7, block.body().transactions().get(7)))));
    assertThat(proposer.pointsOf(asker)).isEqualTo(2 * Penalty.EXCESS);

    asker.tells(proposer, new Wanted(block.hash(), List.of(1, 20)));
    world.environment.run(5);
    assertThat(proposer.pointsOf(asker)).isEqualTo(2 * Penalty.EXCESS + Penalty.MALFORMED);
  }

  /** CP6: a block proposed again is not fetched again, and who has put one together answers too. */
  @Test
  void a_block_that_is_here_is_not_asked_for() {
    var third = new Validator(3);
    world.connect(proposer, node);
    world.connect(node, third);
    Block block = block(transfers(20));
    proposer.proposes(propose(5, block));
    world.environment.run(20);
    proposer.proposes(propose(6, block));
    world.environment.run(20);
    assertThat(proposer.wanted).hasSize(1);
    assertThat(node.delivered).containsExactly(propose(5, block), propose(6, block));

    node.proposes(propose(7, block));
    world.environment.run(20);
    assertThat(third.delivered).containsExactly(propose(7, block));
  }

  @Test
  void of_proposals_of_one_block_the_newest_is_delivered() {
    var slow = new Liar(3);
    world.connect(slow, node);
    Block block = block(transfers(20));
    slow.says(compact(propose(6, block)));
    slow.says(compact(propose(7, block)));
    slow.says(compact(propose(5, block)));
    slow.says(whole(block));
    world.environment.run(10);
    assertThat(node.delivered).containsExactly(propose(7, block));
    assertThat(slow.heard).hasSize(1);
  }

  @Test
  void a_peer_that_leaves_takes_its_proposals_along() {
    var liar = new Liar(3);
    world.connect(liar, node);
    liar.says(compact(propose(5, block(transfers(20)))));
    world.environment.run(5);
    world.disconnect(liar, node);
    assertThat(node.count("abandoned")).isEqualTo(1);
    world.environment.run(5_000);
    assertThat(liar.heard).hasSize(1);
  }

  /** CP7. */
  @Test
  void senders_are_recovered_by_the_verifiers() {
    var slow = new Liar(3);
    world.connect(slow, node);
    Block block = block(transfers(20));
    slow.says(compact(propose(5, block)));
    world.environment.run(5);
    node.received(slow.id, CODEC.encode(whole(block)));
    assertThat(node.delivered).isEmpty();
    world.environment.run(1);
    assertThat(node.delivered).hasSize(1);
  }

  @Test
  void bytes_that_are_no_message_are_penalised() {
    var liar = new Liar(3);
    world.connect(liar, node);
    liar.send(node.id, Lane.CONSENSUS, new byte[] {0x41, 1});
    world.environment.run(5);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.MALFORMED);
  }

  private static Compact compact(Propose propose) {
    Block block = blockOf(propose);
    List<SignedTransaction> all = block.body().transactions();
    boolean ticks = all.getFirst().isTick();
    return new Compact(
        ProposeHead.of(propose),
        block.header(),
        block.body().lastCommit(),
        block.body().vrfProof(),
        ticks ? all.getFirst().encoded() : Bytes.EMPTY,
        hashes(all.subList(ticks ? 1 : 0, all.size())));
  }

  private static Supplied whole(Block block) {
    List<SignedTransaction> all = block.body().transactions();
    return new Supplied(
        block.hash(), IntStream.range(0, all.size()).mapToObj(i -> placed(i, all.get(i))).toList());
  }

  private static Placed placed(int position, SignedTransaction transaction) {
    return new Placed(position, transaction.encoded());
  }

  private static Block blockOf(Propose propose) {
    return ProposalSamples.FORM.blockOf(propose.block());
  }

  private static List<SignedTransaction> withTick(List<SignedTransaction> transactions) {
    var all = new ArrayList<>(transactions);
    all.addFirst(tick());
    return all;
  }

  /** A node that proposes and listens to proposals. */
  private final class Validator extends GossipWorld.Station {
    final Map<Hash, SignedTransaction> pool = new HashMap<>();
    final Set<PeerId> strangers = new HashSet<>();
    final List<Propose> delivered = new ArrayList<>();
    final List<CompactMessage> heard = new ArrayList<>();
    final List<Wanted> wanted = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final CompactProposals compact;

    Validator(int number) {
      world.super(peer(number));
      compact =
          new CompactProposals(
              CompactSettings.DEFAULT,
              ProposalSamples.MESSAGES,
              ProposalSamples.FORM,
              hash -> Optional.ofNullable(pool.get(hash)),
              this,
              world.environment,
              world.environment.lane("proposals"),
              (peer, _) -> !strangers.contains(peer),
              (_, propose) -> delivered.add(propose),
              meters);
    }

    void pools(List<SignedTransaction> transactions) {
      transactions.stream()
          .filter(each -> !each.isTick())
          .forEach(each -> pool.put(each.hash(), each));
    }

    byte[] proposes(Propose propose) {
      byte[] encoded = compact.encode(propose);
      broadcast(Lane.CONSENSUS, encoded);
      return encoded;
    }

    long count(String counter) {
      return (long) meters.get("althing.proposals." + counter).counter().count();
    }

    @Override
    void connected(PeerId peer) {}

    @Override
    void disconnected(PeerId peer) {
      compact.onPeerDisconnected(peer);
    }

    @Override
    void received(PeerId from, byte[] message) {
      if (message[0] != 0x41 || message.length > 2) {
        CompactMessage decoded = CODEC.decode(message);
        heard.add(decoded);
        if (decoded instanceof Wanted question) {
          wanted.add(question);
        }
      }
      compact.onMessage(from, message);
    }
  }

  /** A validator that says what the test tells it to. */
  private final class Liar extends GossipWorld.Station {
    final List<CompactMessage> heard = new ArrayList<>();
    Consumer<Wanted> answers = _ -> {};

    Liar(int number) {
      world.super(peer(number));
    }

    void says(CompactMessage message) {
      tells(node, message);
    }

    void tells(Validator to, CompactMessage message) {
      send(to.id, Lane.CONSENSUS, CODEC.encode(message));
    }

    @Override
    void connected(PeerId peer) {}

    @Override
    void disconnected(PeerId peer) {}

    @Override
    void received(PeerId from, byte[] message) {
      CompactMessage decoded = CODEC.decode(message);
      heard.add(decoded);
      if (decoded instanceof Wanted wanted) {
        answers.accept(wanted);
      }
    }
  }
}
