package althing.node.core.gossip;

import static althing.node.core.gossip.GossipWorld.peer;
import static althing.node.core.gossip.GossipWorld.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.Account;
import althing.ledger.crypto.Keccak256;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.gossip.GossipWorld.Actor;
import althing.node.core.gossip.GossipWorld.Node;
import althing.node.core.gossip.TransactionMessage.Announcement;
import althing.node.core.gossip.TransactionMessage.Answer;
import althing.node.core.gossip.TransactionMessage.Request;
import althing.node.network.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionGossipTest {

  private final GossipWorld world = new GossipWorld(1);
  private final Node node = world.new Node(peer(1), GossipSettings.DEFAULT);

  /** GT1, GT2. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void what_one_node_takes_in_all_have_and_each_fetches_once(long seed) {
    var world = new GossipWorld(seed);
    List<Node> nodes = world.mesh(4);
    var sent = new ArrayList<SignedTransaction>();
    for (int nonce = 0; nonce < 300; nonce++) {
      sent.add(nodes.get(nonce % 4).submit(transfer(nonce % 4, nonce / 4)));
      world.environment.run(nonce % 3);
    }
    world.environment.run(200);

    for (Node each : nodes) {
      assertThat(sent).allMatch(each::has);
      assertThat(each.count("fetched")).isEqualTo(225);
      assertThat(each.count("duplicates")).isZero();
      assertThat(each.count("penalties")).isZero();
      assertThat(each.fetching()).isZero();
      assertThat(each.pool.pending(1_000)).hasSize(300);
    }
  }

  @Test
  void transactions_pass_from_neighbour_to_neighbour() {
    var world = new GossipWorld(7);
    var line = new ArrayList<Node>();
    for (int i = 0; i < 5; i++) {
      line.add(world.new Node(peer(i + 1), GossipSettings.DEFAULT));
      if (i > 0) {
        world.connect(line.get(i - 1), line.get(i));
      }
    }
    SignedTransaction sent = line.getFirst().submit(transfer(1, 0));
    world.environment.run(100);
    assertThat(line).allMatch(each -> each.has(sent));
  }

  /** GT1: nobody is told what it is known to know. */
  @Test
  void a_peer_is_told_each_hash_once_and_not_its_own() {
    var teller = world.new Actor(2);
    var listener = world.new Actor(3);
    world.connect(node, teller);
    world.connect(node, listener);
    SignedTransaction heard = transfer(1, 0);
    teller.answering(heard.encoded()).announce(node, heard);
    world.environment.run(50);
    SignedTransaction own = node.submit(transfer(2, 0));
    node.gossip.accepted(own);
    world.environment.run(50);

    assertThat(teller.heard).containsExactly(own.hash());
    assertThat(listener.heard).containsExactly(heard.hash(), own.hash());
  }

  /** GT1: under {@code raft} one node makes all blocks, and must get what the others took in. */
  @Test
  void what_waits_is_told_again_to_whoever_has_not_shown_to_have_it() {
    var teller = world.new Actor(2);
    var listener = world.new Node(peer(3), GossipSettings.DEFAULT);
    world.connect(node, teller);
    world.connect(node, listener);
    world.lost = (to, _) -> to.equals(listener.id);
    SignedTransaction heard = transfer(1, 0);
    teller.answering(heard.encoded()).announce(node, heard);
    SignedTransaction own = node.submit(transfer(2, 0));
    world.environment.run(20_000);
    assertThat(listener.pool.size()).isZero();
    assertThat(teller.heard).contains(own.hash()).doesNotContain(heard.hash());

    world.lost = (_, _) -> false;
    world.environment.run(3_100);
    assertThat(listener.pool.size()).isEqualTo(2);
    int told = teller.heard.size();
    node.pool.drop(own.hash());
    world.environment.run(10_000);
    assertThat(teller.heard).hasSize(told);
  }

  @Test
  void a_hash_goes_out_at_once_and_those_on_its_heels_together() {
    var listener = world.new Actor(2);
    world.connect(node, listener);
    node.submit(transfer(1, 0));
    world.environment.run(1);
    assertThat(listener.heard).hasSize(1);
    IntStream.range(1, 512).forEach(nonce -> node.submit(transfer(1, nonce)));
    world.environment.run(2);
    assertThat(listener.heard).hasSize(1);
    node.submit(transfer(1, 512));
    world.environment.run(1);
    assertThat(listener.heard).hasSize(513);
    node.submit(transfer(1, 513));
    world.environment.run(10);
    assertThat(listener.heard).hasSize(514).doesNotHaveDuplicates();
  }

  /** GT8: the oldest first. */
  @Test
  void a_new_peer_is_told_what_is_pending_up_to_a_bound() {
    var node = world.new Node(peer(1), settings(300, 65_536, 64, 100));
    IntStream.range(0, 250).forEach(nonce -> node.submit(transfer(1, nonce)));
    node.submit(transfer(3, 1));
    IntStream.range(0, 100).forEach(nonce -> node.submit(transfer(2, nonce)));
    var late = world.new Node(peer(2), GossipSettings.DEFAULT);
    world.connect(node, late);
    world.environment.run(2_000);
    assertThat(late.pool.size()).isEqualTo(300);
    assertThat(late.pool.pending(10_000)).isEqualTo(node.pool.pending(300));
  }

  /** GT2. */
  @Test
  void who_does_not_answer_costs_one_timeout_and_is_asked_for_little() {
    var silent = world.new Actor(2);
    var honest = world.new Node(peer(3), GossipSettings.DEFAULT);
    world.connect(node, silent);
    world.connect(node, honest);
    List<SignedTransaction> sent =
        IntStream.range(0, 100).mapToObj(nonce -> transfer(1, nonce)).toList();
    silent.announce(node, sent.toArray(SignedTransaction[]::new));
    world.environment.run(5);
    sent.forEach(honest::submit);
    world.environment.run(900);
    assertThat(node.pool.size()).isZero();
    world.environment.run(300);
    assertThat(sent).allMatch(node::has);
    assertThat(node.count("timeouts")).isEqualTo(1);
    assertThat(node.pointsOf(silent)).isZero();

    silent.asked.clear();
    silent.announce(
        node,
        IntStream.range(0, 100)
            .mapToObj(nonce -> transfer(2, nonce))
            .toArray(SignedTransaction[]::new));
    world.environment.run(500);
    assertThat(silent.asked).hasSize(1);
    assertThat(silent.asked.getFirst().hashes()).hasSize(16);
  }

  @Test
  void what_nobody_delivers_is_given_up() {
    var silent = world.new Actor(2);
    world.connect(node, silent);
    silent.announce(node, transfer(1, 0));
    world.environment.run(10_000);
    assertThat(silent.asked).hasSize(6);
    assertThat(node.fetching()).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void lost_requests_and_answers_are_made_up_for(long seed) {
    var world = new GossipWorld(seed);
    List<Node> nodes = world.mesh(4);
    var random = new Random(seed);
    world.lost =
        (_, message) ->
            !(TransactionMessageCodec.decode(message) instanceof Announcement)
                && random.nextInt(10) == 0;
    var sent = new ArrayList<SignedTransaction>();
    for (int nonce = 0; nonce < 100; nonce++) {
      sent.add(nodes.get(nonce % 4).submit(transfer(nonce % 4, nonce / 4)));
      world.environment.run(7);
    }
    world.environment.run(20_000);
    assertThat(nodes)
        .allSatisfy(each -> {
          assertThat(sent).allMatch(each::has);
          assertThat(each.count("penalties")).isZero();
        });
  }

  @Test
  void a_peer_that_does_not_read_is_left_alone_and_another_is_asked() {
    var first = world.new Actor(2);
    var second = world.new Actor(3);
    world.connect(node, first);
    world.connect(node, second);
    SignedTransaction sent = transfer(1, 0);
    second.answering(sent.encoded());
    node.stuck.add(first.id);
    first.announce(node, sent);
    world.environment.run(5);
    second.announce(node, sent);
    world.environment.run(20);
    assertThat(node.has(sent)).isTrue();
    assertThat(first.asked).isEmpty();
  }

  @Test
  void when_a_peer_leaves_others_are_asked_at_once() {
    var first = world.new Actor(2);
    var second = world.new Actor(3);
    world.connect(node, first);
    world.connect(node, second);
    SignedTransaction sent = transfer(1, 0);
    second.answering(sent.encoded());
    first.announce(node, sent);
    world.environment.run(5);
    second.announce(node, sent);
    world.environment.run(5);
    assertThat(second.asked).isEmpty();
    world.disconnect(node, first);
    world.environment.run(5);
    assertThat(node.has(sent)).isTrue();
  }

  @Test
  void an_answer_that_comes_late_is_taken() {
    var slow = world.new Actor(2);
    world.connect(node, slow);
    SignedTransaction sent = transfer(1, 0);
    slow.announce(node, sent);
    world.environment.run(1_050);
    slow.say(node, new Answer(slow.asked.getFirst().id(), List.of(sent.encoded())));
    world.environment.run(10);
    assertThat(node.has(sent)).isTrue();
    assertThat(node.pointsOf(slow)).isZero();
  }

  @Test
  void a_peer_that_lacks_a_transaction_is_not_asked_for_it_again() {
    var forgetful = world.new Actor(2);
    world.connect(node, forgetful);
    forgetful.answering(Bytes.EMPTY).announce(node, transfer(1, 0));
    world.environment.run(10_000);
    assertThat(forgetful.asked).hasSize(1);
    assertThat(node.fetching()).isZero();
    assertThat(node.pointsOf(forgetful)).isZero();
  }

  /** GT4: what does not fit an answer is asked for again. */
  @Test
  void large_transactions_come_in_several_answers() {
    var other = world.new Node(peer(2), GossipSettings.DEFAULT);
    world.connect(node, other);
    var sent = new ArrayList<SignedTransaction>();
    for (int nonce = 0; nonce < 40; nonce++) {
      Bytes data = Bytes.wrap(new byte[100 << 10]);
      sent.add(other.submit(transfer(1, nonce, GossipWorld.CHAIN, data)));
    }
    world.environment.run(200);
    assertThat(sent).allMatch(node::has);
    // The first alone, since it was announced at once; then five at a time.
    assertThat(node.count("requests")).isEqualTo(9);
    assertThat(node.count("timeouts")).isZero();
  }

  /** GT3. */
  @Test
  void a_flood_of_announcements_is_bounded_and_cut_off() {
    var flooder = world.new Actor(2);
    var honest = world.new Node(peer(3), GossipSettings.DEFAULT);
    world.connect(node, flooder);
    world.connect(node, honest);
    var random = new Random(5);
    for (int i = 0; i < 50; i++) {
      flooder.say(node, new Announcement(junk(random, 1_024)));
    }
    world.environment.run(2);
    assertThat(node.fetching()).isEqualTo(4_096);
    assertThat(flooder.asked).hasSizeLessThanOrEqualTo(2);
    SignedTransaction sent = honest.submit(transfer(1, 0));
    world.environment.run(20);
    assertThat(node.has(sent)).isTrue();

    for (int i = 0; i < 200; i++) {
      flooder.say(node, new Announcement(junk(random, 1_024)));
    }
    world.environment.run(10);
    assertThat(node.links).containsExactly(honest.id);
    assertThat(node.fetching()).isZero();
  }

  /** GT3: many peers together, too. */
  @Test
  void announcements_that_wait_are_bounded_in_all() {
    var node = world.new Node(peer(1), settings(8_192, 5_000, 64, 100));
    var random = new Random(6);
    for (int i = 2; i < 5; i++) {
      var flooder = world.new Actor(i);
      world.connect(node, flooder);
      IntStream.range(0, 4).forEach(_ -> flooder.say(node, new Announcement(junk(random, 1_024))));
    }
    world.environment.run(5);
    assertThat(node.fetching()).isEqualTo(5_000);
    assertThat(node.count("ignored")).isEqualTo(3 * 4_096 - 5_000);
  }

  /** GT3. */
  @Test
  void what_waits_to_be_told_is_bounded() {
    var node = world.new Node(peer(1), settings(100, 65_536, 64, 100));
    var listener = world.new Actor(2);
    world.connect(node, listener);
    IntStream.range(0, 300).forEach(nonce -> node.submit(transfer(1, nonce)));
    world.environment.run(20);
    // The first did not wait.
    assertThat(listener.heard).hasSize(1 + 100);
  }

  /** GT3: many peers together, too. */
  @Test
  void requests_under_way_are_bounded_in_all() {
    var node = world.new Node(peer(1), settings(8_192, 65_536, 3, 100));
    var actors = new ArrayList<Actor>();
    for (int i = 2; i < 12; i++) {
      actors.add(world.new Actor(i));
      world.connect(node, actors.getLast());
      actors.getLast().announce(node, transfer(i, 0));
    }
    world.environment.run(900);
    assertThat(actors).filteredOn(actor -> !actor.asked.isEmpty()).hasSize(3);
    world.environment.run(10_000);
    assertThat(actors).allMatch(actor -> !actor.asked.isEmpty());
  }

  /** GT5. */
  @Test
  void answers_to_what_was_not_asked_are_penalised_and_change_nothing() {
    var pusher = world.new Actor(2);
    world.connect(node, pusher);
    pusher.say(node, new Answer(0, List.of(transfer(1, 0).encoded())));
    world.environment.run(10);
    assertThat(node.pointsOf(pusher)).isEqualTo(Penalty.UNASKED);
    assertThat(node.submitted).isEmpty();

    SignedTransaction asked = transfer(2, 0);
    pusher.answering(asked.encoded(), transfer(3, 0).encoded()).announce(node, asked);
    world.environment.run(10);
    assertThat(node.pointsOf(pusher)).isEqualTo(2 * Penalty.UNASKED);
    assertThat(node.submitted).isEmpty();
    assertThat(node.pool.size()).isZero();
  }

  @Test
  void an_answer_counts_once() {
    var pusher = world.new Actor(2);
    world.connect(node, pusher);
    SignedTransaction asked = transfer(1, 0);
    pusher.answering(asked.encoded()).announce(node, asked);
    world.environment.run(10);
    pusher.say(node, new Answer(pusher.asked.getFirst().id(), List.of(asked.encoded())));
    world.environment.run(10);
    assertThat(node.pointsOf(pusher)).isEqualTo(Penalty.UNASKED);
    assertThat(node.submitted).hasSize(1);
  }

  /** GT5: the hash says which transaction it is. */
  @Test
  void another_transaction_than_asked_is_penalised_and_the_right_one_got_elsewhere() {
    var liar = world.new Actor(2);
    var honest = world.new Actor(3);
    world.connect(node, liar);
    world.connect(node, honest);
    SignedTransaction asked = transfer(1, 0);
    SignedTransaction other = transfer(2, 0);
    honest.answering(asked.encoded());
    liar.answer =
        (_, request) -> {
          honest.announce(node, asked);
          world.environment.schedule(
              5, () -> liar.say(node, new Answer(request.id(), List.of(other.encoded()))));
        };
    liar.announce(node, asked);
    world.environment.run(20);
    assertThat(node.has(asked)).isTrue();
    assertThat(node.has(other)).isFalse();
    assertThat(node.submitted).containsExactly(asked.hash());
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.MALFORMED);
    assertThat(node.pointsOf(honest)).isZero();

    liar.asked.clear();
    liar.announce(node, transfer(4, 0));
    world.environment.run(3_000);
    assertThat(liar.asked).isEmpty();
  }

  /** GT5: one wrong transaction is the last that is looked at. */
  @Test
  void invalid_transactions_are_penalised_before_they_cost_much() {
    var liar = world.new Actor(2);
    world.connect(node, liar);
    List<Bytes> invalid =
        IntStream.range(0, 200).mapToObj(i -> Bytes.utf8("no transaction " + i)).toList();
    liar.answer = (_, request) -> liar.say(node, new Answer(request.id(), invalid));
    liar.say(node, new Announcement(invalid.stream().map(Keccak256::hash).toList()));
    world.environment.run(50);
    assertThat(node.submitted).hasSize(1);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.INVALID);
    assertThat(node.fetching()).isZero();
  }

  @Test
  void a_transaction_of_another_chain_is_nobodys() {
    var liar = world.new Actor(2);
    world.connect(node, liar);
    SignedTransaction foreign = transfer(1, 0, Amount.ONE, Bytes.EMPTY);
    liar.answering(foreign.encoded()).announce(node, foreign);
    world.environment.run(10);
    assertThat(node.pointsOf(liar)).isEqualTo(Penalty.INVALID);
  }

  /** GT6: nodes are not always at the same height. */
  @Test
  void what_the_state_refuses_is_no_misbehaviour_and_not_fetched_again_soon() {
    var first = world.new Actor(2);
    var second = world.new Actor(3);
    world.connect(node, first);
    world.connect(node, second);
    SignedTransaction used = transfer(1, 0);
    node.accounts.put(used.sender(), new Account(1, Amount.ofSp(1)));
    first.answering(used.encoded()).announce(node, used);
    second.answering(used.encoded());
    world.environment.run(20);
    second.announce(node, used);
    world.environment.run(20);
    assertThat(node.pointsOf(first)).isZero();
    assertThat(second.asked).isEmpty();

    node.accounts.clear();
    world.environment.run(30_000);
    second.announce(node, used);
    world.environment.run(20);
    assertThat(node.has(used)).isTrue();
  }

  /** GT6: it may still not cost more than so much. */
  @Test
  void a_peer_whose_transactions_are_all_refused_is_asked_for_fewer() {
    var node = world.new Node(peer(1), settings(8_192, 65_536, 64, 1));
    var waster = world.new Actor(2);
    world.connect(node, waster);
    List<SignedTransaction> refused =
        IntStream.range(0, 300).mapToObj(sender -> transfer(sender, 0)).toList();
    refused.forEach(each -> node.accounts.put(each.sender(), new Account(0, Amount.ZERO)));
    waster.answer =
        (_, request) ->
            waster.say(
                node,
                new Answer(
                    request.id(),
                    request.hashes().stream()
                        .map(hash -> refused.get(indexOf(refused, hash)).encoded())
                        .toList()));
    refused.forEach(each -> {
      waster.announce(node, each);
      world.environment.run(10);
    });
    assertThat(node.submitted).hasSizeBetween(10, 20);
    assertThat(node.pointsOf(waster)).isZero();

    var honest = world.new Node(peer(3), GossipSettings.DEFAULT);
    world.connect(node, honest);
    SignedTransaction good = honest.submit(transfer(1_000, 0));
    world.environment.run(20);
    assertThat(node.has(good)).isTrue();
  }

  /** GT7: the thread that brings a message recovers no signature. */
  @Test
  void answers_are_checked_by_the_verifiers() {
    var teller = world.new Actor(2);
    world.connect(node, teller);
    SignedTransaction sent = transfer(1, 0);
    teller.announce(node, sent);
    world.environment.run(5);
    var answer = new Answer(teller.asked.getFirst().id(), List.of(sent.encoded()));
    node.received(teller.id, TransactionMessageCodec.encode(answer));
    assertThat(node.submitted).isEmpty();
    world.environment.run(1);
    assertThat(node.submitted).containsExactly(sent.hash());
  }

  @Test
  void bytes_that_are_no_message_are_penalised() {
    var babbler = world.new Actor(2);
    world.connect(node, babbler);
    babbler.send(node.id, Lane.TRANSACTIONS, new byte[] {9, 1});
    world.environment.run(5);
    assertThat(node.pointsOf(babbler)).isEqualTo(Penalty.MALFORMED);
    assertThat(node.links).contains(babbler.id);
    babbler.send(node.id, Lane.TRANSACTIONS, new byte[] {9, 1});
    world.environment.run(5);
    assertThat(node.links).isEmpty();
  }

  /** GT4. */
  @Test
  void requests_are_answered_in_order_with_gaps_and_within_the_allowance() {
    var asker = world.new Actor(2);
    world.connect(node, asker);
    SignedTransaction pooled = node.submit(transfer(1, 0));
    SignedTransaction unknown = transfer(2, 0);
    asker.say(node, new Request(-7, List.of(unknown.hash(), pooled.hash())));
    world.environment.run(5);
    assertThat(asker.answers)
        .containsExactly(new Answer(-7, List.of(Bytes.EMPTY, pooled.encoded())));

    List<Hash> same = Collections.nCopies(256, pooled.hash());
    for (int i = 0; i < 300; i++) {
      asker.say(node, new Request(i, same));
    }
    world.environment.run(5);
    assertThat(asker.answers).hasSize(1 + 235);
    assertThat(node.pointsOf(asker)).isEqualTo(65 * Penalty.EXCESS);
  }

  @Test
  void nothing_is_said_after_the_end() {
    var other = world.new Actor(2);
    world.connect(node, other);
    node.gossip.close();
    node.submit(transfer(1, 0));
    other.announce(node, transfer(2, 0));
    world.environment.run(100);
    assertThat(other.heard).isEmpty();
    assertThat(other.asked).isEmpty();
  }

  @Test
  void who_is_not_connected_is_not_heard() {
    var stranger = world.new Actor(2);
    SignedTransaction sent = transfer(1, 0);
    node.received(
        stranger.id, TransactionMessageCodec.encode(new Announcement(List.of(sent.hash()))));
    node.received(
        stranger.id, TransactionMessageCodec.encode(new Answer(0, List.of(sent.encoded()))));
    node.received(
        stranger.id, TransactionMessageCodec.encode(new Request(0, List.of(sent.hash()))));
    world.environment.run(100);
    assertThat(node.fetching()).isZero();
    assertThat(node.submitted).isEmpty();
  }

  private static GossipSettings settings(
      int queueOfPeer, int offersInAll, int requestsInAll, int wastePerSecond) {
    GossipSettings like = GossipSettings.DEFAULT;
    return new GossipSettings(
        like.batchMillis(),
        like.batchHashes(),
        like.knownOfPeer(),
        queueOfPeer,
        Math.min(queueOfPeer, like.toldAtStart()),
        like.againMillis(),
        Math.min(queueOfPeer, like.toldAgain()),
        like.offersOfPeer(),
        offersInAll,
        like.requestsOfPeer(),
        requestsInAll,
        like.slowPeerHashes(),
        like.timeoutMillis(),
        like.attempts(),
        like.settledHashes(),
        like.refusedMillis(),
        like.hashesPerSecond(),
        like.servedBytesPerSecond(),
        wastePerSecond);
  }

  private static int indexOf(List<SignedTransaction> transactions, Hash hash) {
    return IntStream.range(0, transactions.size())
        .filter(i -> transactions.get(i).hash().equals(hash))
        .findFirst()
        .orElseThrow();
  }

  private static List<Hash> junk(Random random, int count) {
    var hashes = new HashSet<Hash>();
    while (hashes.size() < count) {
      byte[] hash = new byte[Hash.SIZE];
      random.nextBytes(hash);
      hashes.add(Hash.wrap(hash));
    }
    return List.copyOf(hashes);
  }
}
