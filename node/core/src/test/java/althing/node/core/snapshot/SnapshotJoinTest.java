package althing.node.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.chain.ChainStore;
import althing.ledger.chain.ProofReader;
import althing.ledger.port.CrashStore;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.MemoryStore;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.finality.FinalityProofCodec;
import althing.node.core.finality.FinalityProver;
import althing.node.core.snapshot.SnapshotJoin.Outcome;
import althing.node.core.snapshot.SnapshotMessage.EntriesSent;
import althing.node.core.snapshot.SnapshotMessage.HeadSent;
import althing.node.core.snapshot.SnapshotMessage.NotServed;
import althing.node.core.snapshot.SnapshotMessage.Offered;
import althing.node.core.snapshot.SnapshotMessage.PagesSent;
import althing.node.core.snapshot.SnapshotWorld.Lie;
import althing.node.core.snapshot.SnapshotWorld.Server;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who has nothing gets the state of a final block, whatever some of its peers do. */
class SnapshotJoinTest {

  private final SnapshotWorld world = new SnapshotWorld(3, 3, 200);
  private final KeyValueStore store = new MemoryStore();

  private void joined() {
    joined(store);
  }

  /** The store ends with the whole state of the block that was offered. */
  private void joined(KeyValueStore into) {
    world.environment.runUntil(() -> world.outcome != null);
    assertThat(world.outcome).isInstanceOf(Outcome.Joined.class);
    ChainStore chain = world.open(into);
    long height = chain.headHeight();
    assertThat(world.outcome).isEqualTo(new Outcome.Joined(height));
    assertThat(SnapshotHead.isServed(world.chain(), height)).isTrue();
    assertThat(chain.headHash()).isEqualTo(world.chain().blockHash(height).orElseThrow());
    assertThat(chain.check((_, _) -> {})).isEmpty();
    assertThat(entries(chain.newestState())).isEqualTo(entries(world.chain().stateAt(height)));
  }

  private static Map<Bytes, Bytes> entries(StateReader state) {
    var entries = new TreeMap<Bytes, Bytes>();
    state.scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> entries.put(key, value) == null);
    return entries;
  }

  private void noChain() {
    assertThat(ChainStore.chainIdOf(store)).isEmpty();
  }

  @Test
  void three_peers_give_it_together_while_the_chain_goes_on() {
    world.server();
    world.server();
    world.server();
    world.join(store);
    world.grow(20);
    joined();
    assertThat(world.points).isEmpty();
    assertThat(world.servers).allMatch(server -> server.sent(PagesSent.class) > 0);
    assertThat(world.servers).filteredOn(server -> server.sent(HeadSent.class) > 0).hasSize(1);
  }

  @Test
  void who_joined_gives_the_same_state_to_others() {
    world.server();
    world.join(store);
    joined();
    ChainStore chain = world.open(store);
    assertThat(SnapshotHead.newest(chain, chain.headHeight())).isEqualTo(world.offered());
    var prover =
        new FinalityProver(
            chain,
            unused(),
            chain.baseFinality().map(proof -> FinalityProofCodec.decode(proof.unsafeArray())));
    assertThat(SnapshotHead.read(chain, prover, world.offered())).isEqualTo(world.head());
  }

  private static ProofReader unused() {
    return (ProofReader)
        Proxy.newProxyInstance(
            SnapshotJoinTest.class.getClassLoader(),
            new Class<?>[] {ProofReader.class},
            (_, method, _) -> {
              throw new AssertionError(method);
            });
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie(
            "a head with a changed byte",
            answer ->
                answer instanceof HeadSent(var request, var total, var piece)
                    ? new HeadSent(request, total, changed(piece, 300))
                    : answer),
        lie(
            "a head of another length",
            answer ->
                answer instanceof HeadSent(var request, var total, var piece)
                    ? new HeadSent(request, total + 9, piece)
                    : answer),
        lie(
            "another height than it gives",
            answer ->
                switch (answer) {
                  case Offered(var request, _) -> new Offered(request, 1L << 40);
                  case NotServed(var request) ->
                      new HeadSent(request, 3, Bytes.of((byte) 1, (byte) 2, (byte) 3));
                  case null, default -> answer;
                }),
        lie(
            "a page with a changed byte",
            answer ->
                answer instanceof PagesSent(var request, var pages)
                    ? new PagesSent(request, with(pages, changed(pages.getLast(), 60)))
                    : answer),
        lie(
            "pages in another order",
            answer ->
                answer instanceof PagesSent(var request, var pages) && pages.size() > 1
                    ? new PagesSent(request, pages.reversed())
                    : answer),
        lie(
            "more pages than were asked for",
            answer ->
                answer instanceof PagesSent(var request, var pages)
                    ? new PagesSent(request, Collections.nCopies(200, pages.getFirst()))
                    : answer),
        lie(
            "an entry with another value",
            answer ->
                answer instanceof EntriesSent(var request, var more, var entries)
                    ? new EntriesSent(
                        request,
                        more,
                        with(
                            entries,
                            new Entry(
                                entries.getLast().key(), changed(entries.getLast().value(), 0))))
                    : answer),
        lie(
            "an entry that is not there",
            answer ->
                answer instanceof EntriesSent(var request, var more, var entries)
                    ? new EntriesSent(
                        request,
                        more,
                        with(entries, new Entry(Bytes.fromHex("0xffffff"), Bytes.EMPTY)))
                    : answer),
        lie(
            "entries in another order",
            answer ->
                answer instanceof EntriesSent(var request, var more, var entries)
                    ? new EntriesSent(request, more, entries.reversed())
                    : answer),
        lie(
            "few entries, and that there are more",
            answer ->
                answer instanceof EntriesSent(var request, _, var entries)
                    ? new EntriesSent(request, true, entries.subList(0, 2))
                    : answer),
        lie(
            "fewer entries than there are",
            answer ->
                answer instanceof EntriesSent(var request, var more, var entries)
                    ? new EntriesSent(request, more, without(entries, entries.size() / 2))
                    : answer),
        lie(
            "no entries",
            answer ->
                answer instanceof EntriesSent(var request, _, _)
                    ? new EntriesSent(request, false, List.of())
                    : answer),
        lie(
            "an answer to another question",
            answer ->
                answer instanceof PagesSent(var request, _)
                    ? new EntriesSent(request, false, List.of())
                    : answer));
  }

  private static Arguments lie(String name, Lie lie) {
    return Arguments.of(name, lie);
  }

  private static Bytes changed(Bytes bytes, int at) {
    byte[] changed = bytes.toArray();
    changed[at % changed.length] ^= 1;
    return Bytes.wrap(changed);
  }

  private static <T> List<T> with(List<T> list, T last) {
    var changed = new ArrayList<>(list);
    changed.set(list.size() - 1, last);
    return changed;
  }

  private static <T> List<T> without(List<T> list, int at) {
    var changed = new ArrayList<>(list);
    changed.remove(at);
    return changed;
  }

  /** The liar is alone at first: the lie is heard, and nothing comes of it. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void a_lie_is_blamed_on_the_liar_and_the_rest_comes_from_another(String name, Lie lie) {
    Server liar = world.server().tells(lie);
    world.join(store);
    world.environment.run(60_000);
    assertThat(world.points(liar)).isGreaterThanOrEqualTo(100);
    assertThat(world.outcome).isNull();
    noChain();
    Server honest = world.server();
    joined();
    assertThat(world.points(honest)).isZero();
  }

  @Test
  void who_left_out_an_entry_among_honest_ones_is_found() {
    Server first = world.server();
    Server liar =
        world
            .server()
            .tells(answer ->
                answer instanceof EntriesSent(var request, var more, var entries)
                    ? new EntriesSent(request, more, without(entries, 0))
                    : answer);
    Server last = world.server();
    world.join(store);
    joined();
    assertThat(world.points(first) + world.points(last)).isZero();
    if (liar.sent(EntriesSent.class) > 0) {
      assertThat(world.points(liar)).isEqualTo(100);
    }
  }

  @Test
  void peers_that_leave_keep_silent_or_have_it_no_more_are_passed_over() {
    Server silent = world.server().tells(answer -> answer instanceof PagesSent ? null : answer);
    Server leaves = world.server();
    var left = new AtomicInteger(2);
    Server prunes =
        world
            .server()
            .tells(answer ->
                answer instanceof PagesSent && left.getAndDecrement() <= 0
                    ? new NotServed(answer.request())
                    : answer);
    Server slow = world.server().slow(1_000);
    world.join(store);
    world.environment.runUntil(() -> leaves.sent(PagesSent.class) > 0);
    leaves.leave();
    world.environment.run(30_000);
    joined();
    assertThat(world.points).isEmpty();
    assertThat(slow.sent(PagesSent.class)).isPositive();
    assertThat(prunes.sent(NotServed.class)).isEqualTo(1);
    assertThat(silent.sent(PagesSent.class)).isZero();
  }

  @Test
  void when_nobody_has_the_state_any_more_a_newer_one_is_taken() {
    Server server = world.server();
    long old = world.offered();
    server.tells(answer -> answer instanceof EntriesSent ? null : answer);
    world.join(store);
    world.environment.runUntil(() -> server.sent(PagesSent.class) > 3);
    server.tells(answer ->
        answer instanceof PagesSent || answer instanceof EntriesSent
            ? new NotServed(answer.request())
            : answer);
    world.environment.run(5_000);
    world.grow(20);
    world.environment.run(61_000);
    assertThat(world.offered()).isGreaterThan(old);
    server.tells(answer -> answer);
    joined();
  }

  @Test
  void nobody_offers_anything_before_an_epoch_has_ended() {
    var young = new SnapshotWorld(5, 0, 0);
    young.server();
    young.join(store);
    young.environment.runUntil(() -> young.outcome != null);
    assertThat(young.outcome).isEqualTo(new Outcome.NothingOffered());
    noChain();
  }

  /** The process is killed at one write after the other, which leaves the writes before it. */
  @Test
  void killed_at_any_write_it_goes_on_with_what_it_had() {
    world.server();
    world.server();
    var disk = new CrashStore();
    int kills = 0;
    while (!lives(disk.powerCutAtWrite(3))) {
      kills++;
      assertThat(kills).isLessThan(100);
      disk = disk.crash(Integer.MAX_VALUE);
      assertThat(ChainStore.chainIdOf(disk)).isEmpty();
    }
    assertThat(kills).isGreaterThan(5);
    joined(disk);
    assertThat(world.servers.stream().mapToInt(server -> server.sent(HeadSent.class)).sum())
        .isEqualTo(1);
  }

  /** The power is cut at one write after the other, and what was not synced is lost. */
  @Test
  void a_power_cut_at_any_write_leaves_no_half_state() {
    world.server();
    world.server();
    var disk = new CrashStore();
    for (int write = 1; !lives(disk.powerCutAtWrite(write)); write++) {
      assertThat(write).isLessThan(100);
      disk = disk.crash();
      assertThat(ChainStore.chainIdOf(disk)).isEmpty();
    }
    joined(disk);
  }

  /** Joins until the disk fails; answers whether it came to the end. */
  private boolean lives(CrashStore disk) {
    world.join(disk);
    world.environment.runUntil(() -> world.outcome != null);
    if (world.outcome instanceof Outcome.Failed(var problem)) {
      assertThat(problem).isInstanceOf(StoreException.class);
      world.kill();
      return false;
    }
    return true;
  }

  @Test
  void a_head_is_read_as_it_was_written_and_no_other_is_taken() {
    byte[] encoded = world.head();
    var genesis = world.genesisBlock().block().hash();
    var head = SnapshotHead.verified(encoded, SnapshotWorld.REGISTRY, genesis);
    assertThat(SnapshotHead.encode(head.base())).isEqualTo(encoded);
    assertThat(head.base().height()).isEqualTo(world.offered());
    assertThatThrownBy(() ->
            SnapshotHead.verified(encoded, SnapshotWorld.REGISTRY, head.base().block().hash()))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("finality: the proof begins with genesis block");
    for (int at = 0; at < encoded.length; at++) {
      byte[] changed = encoded.clone();
      changed[at] ^= 0x01;
      assertThatThrownBy(() -> SnapshotHead.verified(changed, SnapshotWorld.REGISTRY, genesis))
          .as("byte " + at)
          .isInstanceOf(MalformedException.class);
    }
    for (int size = 0; size < encoded.length; size += 7) {
      byte[] shorter = Arrays.copyOf(encoded, size);
      assertThatThrownBy(() -> SnapshotHead.verified(shorter, SnapshotWorld.REGISTRY, genesis))
          .isInstanceOf(MalformedException.class);
    }
  }
}
