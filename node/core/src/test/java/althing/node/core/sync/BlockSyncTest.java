package althing.node.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.ChainReader;
import althing.ledger.port.MemoryStore;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.sync.SimulatedPeers.Member;
import althing.node.core.sync.SimulatedPeers.Party;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.NotAvailable;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that are behind catch up, whatever their peers do (rules SY1 to SY10). */
class BlockSyncTest {

  private static final long FAR = 1L << 60;
  private static final SignedChain HONEST = new SignedChain(13, 1, 2, 3, 4).grow(500);
  private static final SignedChain FORK = new SignedChain(14, 1, 2, 3, 4).grow(500);

  private final SimulatedEnvironment environment = new SimulatedEnvironment(1, 0);
  private final SimulatedPeers peers = new SimulatedPeers(environment, 1);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void a_node_that_is_behind_gets_all_blocks_from_several_peers(long seed) {
    var chain = new SignedChain(seed).grow(1_500);
    var network = new SimulatedPeers(environment, seed);
    var servers = new ArrayList<SyncingNode>();
    for (int i = 0; i < 3; i++) {
      servers.add(SyncingNode.at(1_500, chain, network, environment));
    }
    var late = SyncingNode.at(40, chain, network, environment);
    servers.forEach(late::hears);
    assertThat(late.sync.progress()).hasValue(new SyncProgress(40, 40, 1_500));

    environment.runUntil(late::isIdle);

    assertThat(late.store.headHash()).isEqualTo(chain.block(1_500).hash());
    assertThat(late.handedOver).isSorted().doesNotHaveDuplicates();
    assertThat(late.member.messagesFrom).hasSize(3);
    assertThat(late.member.messagesFrom.values()).allMatch(count -> count >= 2);
    nobodyIsBlamed(late);
    servers.forEach(BlockSyncTest::nobodyIsBlamed);
  }

  @Test
  void ranges_end_where_the_validators_change() {
    var chain =
        new SignedChain(5, 1, 2, 3, 4)
            .grow(200)
            .handOver(2, 3, 4, 5)
            .handOver(5, 6, 7)
            .grow(60)
            .handOver(9)
            .group(3);
    var server = SyncingNode.at(chain.height(), chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment).hears(server);

    environment.runUntil(late::isIdle);

    assertThat(late.height()).isEqualTo(266);
    assertThat(late.handedOver).contains(202L, 203L, 264L);
    assertThat(List.of(201L, 202L, 263L)).allMatch(late::isCertified);
    nobodyIsBlamed(late);
  }

  /** Who caught up keeps a certificate for each range only, and serves others all the same. */
  @Test
  void a_node_that_caught_up_serves_the_next() {
    var chain = new SignedChain(6).grow(700);
    var first = SyncingNode.at(700, chain, peers, environment);
    var second = SyncingNode.at(0, chain, peers, environment).hears(first);
    environment.runUntil(second::isIdle);
    assertThat(second.isCertified(64)).isFalse();
    peers.cut(first.member.id, second.member.id);

    var third = SyncingNode.at(70, chain, peers, environment).hears(second);
    environment.runUntil(third::isIdle);

    assertThat(third.height()).isEqualTo(700);
    nobodyIsBlamed(third);
  }

  @Test
  void a_range_may_come_in_several_answers_and_memory_is_bounded() {
    var chain = new SignedChain(7).large(300_000);
    for (int i = 0; i < 10; i++) {
      chain.group(20);
    }
    var one = SyncingNode.at(200, chain, peers, environment);
    var two = SyncingNode.at(200, chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment).hears(one).hears(two);

    double most = 0;
    while (!late.isIdle()) {
      environment.run(20);
      most = Math.max(most, late.meters.get("althing.sync.held").gauge().value());
    }

    assertThat(late.height()).isEqualTo(200);
    assertThat(late.handedOver).hasSizeGreaterThanOrEqualTo(10);
    assertThat(most).isLessThan(RangeFetcher.WINDOW_BYTES);
    nobodyIsBlamed(late);
  }

  /** Five peers send large blocks and never a certificate: one of them may fill the memory kept. */
  @Test
  void ranges_without_end_do_not_add_up() {
    var chain = new SignedChain(23).large(300_000).group(120);
    var late = SyncingNode.at(0, chain, peers, environment);
    for (int i = 0; i < 5; i++) {
      Member liar = peers.join();
      liar.is(
          party((from, message) -> {
            var wanted = (BlocksWanted) SyncCodec.decode(message);
            if (wanted.from() < 110) {
              liar.send(from, Lane.BLOCKS, Lie.WITHOUT_END.answer(wanted, chain, chain));
            }
          }));
      late.hears(liar.id, 120);
    }
    double most = 0;
    for (int i = 0; i < 1_000; i++) {
      environment.run(20);
      most = Math.max(most, late.meters.get("althing.sync.held").gauge().value());
    }
    assertThat(most).isBetween(25e6, RangeFetcher.WINDOW_BYTES + 40e6);
  }

  @Test
  void a_peer_that_claims_and_says_nothing_costs_a_question_now_and_then() {
    var chain = new SignedChain(8).grow(600);
    var honest = SyncingNode.at(600, chain, peers, environment);
    var asked = new ArrayList<byte[]>();
    Member silent = peers.join().is(party((_, message) -> asked.add(message)));
    var late = SyncingNode.at(0, chain, peers, environment);
    late.hears(silent.id, FAR).hears(honest);

    environment.runUntil(() -> late.height() == 600);
    assertThat(environment.nowMillis()).isLessThan(10_000);
    for (int i = 0; i < 200; i++) {
      late.hears(silent.id, FAR);
      environment.run(500);
    }
    // 100 seconds: a wait of ten for each question, and rests that grow in between.
    assertThat(asked).hasSizeBetween(2, 8);
    nobodyIsBlamed(late);
  }

  @Test
  void a_slow_peer_holds_up_nobody() {
    var chain = new SignedChain(9).grow(2_000);
    var slow = SyncingNode.at(2_000, chain, peers, environment);
    slow.member.slow(8_000);
    var fast = SyncingNode.at(2_000, chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment).hears(slow).hears(fast);

    environment.runUntil(() -> late.height() == 2_000);

    assertThat(environment.nowMillis()).isLessThan(RangeFetcher.SLOW_MILLIS + 4_000);
    nobodyIsBlamed(late);
  }

  @Test
  void false_claims_are_forgotten() {
    var chain = new SignedChain(10).grow(300);
    var boaster = SyncingNode.at(10, chain, peers, environment);
    var honest = SyncingNode.at(300, chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment);
    late.hears(boaster.member.id, FAR).hears(honest);
    environment.runUntil(late::isIdle);
    assertThat(late.height()).isEqualTo(300);

    late.hears(boaster.member.id, FAR);
    assertThat(late.sync.progress()).isPresent();
    environment.runUntil(late::isIdle);
    nobodyIsBlamed(late);
  }

  /** One of four may boast without being shown to clients as the head of the chain. */
  @Test
  void the_target_is_what_more_than_a_third_say() {
    var chain = new SignedChain(11).grow(300);
    var late = SyncingNode.at(5, chain, peers, environment);
    for (long height : new long[] {FAR, 290, 300, 280}) {
      late.hears(peers.join().id, height);
    }
    assertThat(late.sync.progress()).hasValue(new SyncProgress(5, 5, 300));

    late.agreesOn(300);
    assertThat(late.isIdle()).isTrue();
  }

  @Test
  void pruned_peers_are_asked_for_what_they_have() {
    var chain = new SignedChain(12).grow(1_000);
    var store = chain.open(new MemoryStore(), 1_000);
    var pruned =
        new SyncingNode(chain, store, reader -> from(500, reader), peers.join(), environment);
    var late = SyncingNode.at(0, chain, peers, environment).hears(pruned);
    environment.run(30_000);
    assertThat(late.height()).isZero();
    assertThat(late.isIdle()).isFalse();

    var archive = SyncingNode.at(1_000, chain, peers, environment);
    late.hears(archive);
    environment.runUntil(late::isIdle);

    assertThat(late.height()).isEqualTo(1_000);
    nobodyIsBlamed(late);
  }

  @ParameterizedTest
  @EnumSource
  void a_liar_is_found_out_and_the_chain_comes_from_others(Lie lie) {
    var chain = HONEST;
    var fork = FORK;
    Member liar = peers.join();
    liar.is(
        party((from, message) -> {
          if (SyncCodec.decode(message) instanceof BlocksWanted wanted) {
            liar.send(from, Lane.BLOCKS, lie.answer(wanted, chain, fork));
          }
        }));
    var late = SyncingNode.at(3, chain, peers, environment).hears(liar.id, 500);
    environment.runUntil(() -> peers.isCut(late.member.id, liar.id));
    assertThat(late.height()).isEqualTo(3);

    var honest = SyncingNode.at(500, chain, peers, environment);
    late.hears(honest);
    peers.heal(late.member.id, liar.id);
    late.hears(liar.id, FAR);
    environment.runUntil(() -> late.height() == 500);

    assertThat(late.store.headHash()).isEqualTo(chain.block(500).hash());
    assertThat(late.member.points.get(liar.id)).isGreaterThanOrEqualTo(100);
    assertThat(late.member.points).doesNotContainKey(honest.member.id);
  }

  @Test
  void answers_that_nobody_asked_for_are_a_fault_and_late_ones_are_not() {
    var chain = new SignedChain(15).grow(50);
    var questions = new ArrayList<BlocksWanted>();
    Member peer = peers.join();
    peer.is(party((_, message) -> questions.add((BlocksWanted) SyncCodec.decode(message))));
    var late = SyncingNode.at(0, chain, peers, environment).hears(peer.id, 50);
    environment.run(RangeFetcher.TIMEOUT_MILLIS + 1_000);

    byte[] answer = SyncCodec.encode(new NotAvailable(questions.getFirst().request(), 0, 3));
    peer.send(late.member.id, Lane.BLOCKS, answer);
    environment.run(100);
    nobodyIsBlamed(late);

    peer.send(late.member.id, Lane.BLOCKS, answer);
    environment.run(100);
    assertThat(late.member.points).containsExactly(Map.entry(peer.id, 20));
  }

  @Test
  void what_was_handed_over_and_lost_is_handed_over_again() {
    var chain = new SignedChain(16).grow(90);
    var server = SyncingNode.at(90, chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment);
    late.ignored = 2;
    late.hears(server);
    environment.runUntil(late::isIdle);

    assertThat(late.height()).isEqualTo(90);
    assertThat(late.handedOver).containsExactly(1L, 1L, 1L);
  }

  /** SY9: what comes too early waits for the block before it, however long that takes. */
  @Test
  void what_came_too_early_is_handed_over_again_when_another_block_is_final() {
    var chain = new SignedChain(18).grow(90);
    var server = SyncingNode.at(90, chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment);
    late.early = 1;
    late.hears(server);
    environment.runUntil(() -> late.handedOver.size() == 1);
    environment.run(3 * RangeFetcher.REPEAT_MILLIS);
    assertThat(late.handedOver).containsExactly(1L);

    late.agreesOn(1);
    environment.run(5);
    assertThat(late.handedOver).containsExactly(1L, 2L);
    environment.runUntil(late::isIdle);
    assertThat(late.height()).isEqualTo(90);
    nobodyIsBlamed(late);
  }

  @Test
  void blocks_that_become_final_meanwhile_are_not_wanted_any_more() {
    var chain = new SignedChain(17).grow(400);
    var server = SyncingNode.at(400, chain, peers, environment);
    var late = SyncingNode.at(0, chain, peers, environment);
    late.ignored = 1;
    late.hears(server);
    environment.runUntil(() -> late.handedOver.size() == 1);
    late.agreesOn(50);
    environment.runUntil(() -> late.height() > 50);
    late.agreesOn(400);

    assertThat(late.isIdle()).isTrue();
    assertThat(late.handedOver).startsWith(1L, 51L);
    environment.run(20_000);
    nobodyIsBlamed(late);
  }

  @Test
  void a_node_killed_on_the_way_goes_on_where_it_was() {
    var chain = new SignedChain(18).grow(900);
    var server = SyncingNode.at(900, chain, peers, environment);
    var disk = new MemoryStore();
    Member member = peers.join();
    var before = SyncingNode.at(0, chain, disk, member, environment).hears(server);
    environment.runUntil(() -> before.height() > 300);
    long reached = before.height();
    before.sync.close();
    peers.restart(member.id);

    var after = SyncingNode.at(0, chain, disk, member, environment).hears(server);
    assertThat(after.sync.progress()).hasValue(new SyncProgress(reached, reached, 900));
    environment.runUntil(after::isIdle);

    assertThat(after.handedOver.getFirst()).isEqualTo(reached + 1);
    assertThat(after.height()).isEqualTo(900);
  }

  @Test
  void it_ends_when_everybody_has_left() {
    var chain = new SignedChain(19).grow(900);
    var server = SyncingNode.at(900, chain, peers, environment);
    server.member.slow(3_000);
    var late = SyncingNode.at(0, chain, peers, environment).hears(server);
    environment.run(100);
    peers.cut(late.member.id, server.member.id);

    assertThat(late.isIdle()).isTrue();
    late.hears(server);
    assertThat(late.isIdle()).isTrue();
    environment.run(10_000);
    assertThat(late.height()).isZero();
  }

  @Test
  void who_asks_for_more_than_may_wait_is_blamed() {
    var chain = new SignedChain(20).grow(10);
    var server = SyncingNode.at(10, chain, peers, environment);
    var answers = new ArrayList<SyncMessage>();
    Member greedy = peers.join();
    greedy.is(party((_, message) -> answers.add(SyncCodec.decode(message))));
    for (int i = 0; i < 10; i++) {
      server.received(greedy.id, SyncCodec.encode(new BlocksWanted(i, 1, 10, 1 << 20)));
    }
    environment.run(1_000);

    assertThat(answers).hasSize(RangeServer.MAX_WAITING);
    assertThat(server.member.points.get(greedy.id)).isEqualTo(10 * (10 - RangeServer.MAX_WAITING));
  }

  @Test
  void questions_beyond_the_allowance_wait() {
    var chain = new SignedChain(21).grow(10);
    var server = SyncingNode.at(10, chain, peers, environment);
    var answers = new ArrayList<SyncMessage>();
    Member greedy = peers.join();
    greedy.is(
        party((_, message) -> {
          answers.add(SyncCodec.decode(message));
          greedy.send(
              server.member.id, Lane.BLOCKS, SyncCodec.encode(new BlocksWanted(0, 99, 1, 1 << 20)));
        }));
    for (int i = 0; i < RangeServer.MAX_WAITING; i++) {
      greedy.send(
          server.member.id, Lane.BLOCKS, SyncCodec.encode(new BlocksWanted(0, 99, 1, 1 << 20)));
    }
    environment.run(60_000);

    assertThat((long) answers.size())
        .isBetween(50 * RangeServer.REQUESTS_PER_SECOND, 62 * RangeServer.REQUESTS_PER_SECOND);
    assertThat(answers).containsOnly(new NotAvailable(0, 0, 10));
    nobodyIsBlamed(server);
  }

  @Test
  void an_answer_ends_at_the_last_certificate_that_fits() {
    var chain = new SignedChain(22).large(10_000).group(4).group(4).group(30).group(2);
    var server = SyncingNode.at(40, chain, peers, environment);

    assertThat(heights(server, 1, 1, 1 << 20)).containsExactly(1, 4, 4);
    assertThat(heights(server, 1, 6, 1 << 20)).containsExactly(1, 8, 8);
    assertThat(heights(server, 1, 40, 100_000)).containsExactly(1, 8, 8);
    assertThat(heights(server, 10, 40, 100_000)).containsExactly(10, 18, 0);
    assertThat(heights(server, 10, 40, 1 << 20)).containsExactly(10, 40, 40);
    assertThat(heights(server, 39, 40, 1 << 10)).containsExactly(39, 39, 0);
  }

  /** First and last height of an answer, and the certificate's, 0 for none. */
  private List<Integer> heights(SyncingNode server, long from, int blocks, int bytes) {
    var heights = new ArrayList<Integer>();
    Member member = peers.join();
    member.is(
        party((_, message) -> {
          var sent = (BlocksSent) SyncCodec.decode(message);
          int first = (int) HeaderCodec.decode(sent.blocks().getFirst().header()).height();
          int last = (int) HeaderCodec.decode(sent.blocks().getLast().header()).height();
          assertThat(last - first + 1).isEqualTo(sent.blocks().size());
          heights.addAll(List.of(first, last, sent.certificate().isEmpty() ? 0 : last));
        }));
    server.received(member.id, SyncCodec.encode(new BlocksWanted(7, from, blocks, bytes)));
    environment.run(1_000);
    return heights;
  }

  private static void nobodyIsBlamed(SyncingNode node) {
    assertThat(node.member.points).isEmpty();
  }

  private static Party party(BiConsumer<PeerId, byte[]> received) {
    return new Party() {
      @Override
      public void received(PeerId from, byte[] message) {
        received.accept(from, message);
      }

      @Override
      public void disconnected(PeerId peer) {}
    };
  }

  /** The same chain without the blocks below {@code lowest}. */
  private static ChainReader from(long lowest, ChainReader chain) {
    return (ChainReader)
        Proxy.newProxyInstance(
            ChainReader.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (_, method, arguments) -> {
              if (method.getName().equals("oldestBlock")) {
                return lowest;
              }
              try {
                return method.invoke(chain, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
