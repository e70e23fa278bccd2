package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.account.Accounts;
import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.chain.ChainReader.LogLimits;
import althing.ledger.chain.ChainReader.LogQuery;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.TestChain;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.MemoryStore;
import althing.ledger.state.PagePath;
import althing.ledger.state.StateCopy;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StatePage;
import althing.ledger.state.StateRoot;
import althing.ledger.state.StateTree;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store with a chain does that began above genesis. A store's test extends this and says how
 * one is opened.
 */
public abstract class SnapshotContract {

  private static final Bytes FINALITY = Bytes.utf8("final");

  protected final StoredChain source = chain(new MemoryStore());
  private final long base =
      source
          .chain()
          .treeRetention()
          .epochEnds()
          .latestUpTo(source.chain().headHeight() - 5)
          .orElseThrow();
  private KeyValueStore store;

  /** An empty store. */
  protected abstract KeyValueStore open();

  /** The same store, opened again. */
  protected abstract KeyValueStore reopen(KeyValueStore opened);

  @BeforeEach
  final void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  static StoredChain chain(KeyValueStore store) {
    StoredChain chain = StoredChain.in(store);
    for (int i = 0; i < 40; i++) {
      transfer(chain, i % 5 == 4 ? StoredChain.EPOCH_MILLIS : 7);
    }
    return chain;
  }

  private static void transfer(StoredChain chain, long millis) {
    chain.blockAfter(
        millis,
        chain.transfer(
            "alice", 0, TestChain.person("friend " + chain.chain().headHeight()), Amount.ONE_SP));
  }

  static BlockCommit genesis() {
    return StoredChain.genesis();
  }

  /** Copies the state of a block and begins with it. */
  static ChainStore join(ChainStore from, long height, KeyValueStore store) {
    SnapshotBase base = SnapshotBase.read(from, height, height - 3, FINALITY);
    base.requireSound();
    copyState(from, height, new SnapshotStaging(store));
    ChainStore chain =
        ChainStore.open(store, TestChain.CHAIN_ID, Retention.PRUNED, StoredChain.REGISTRY);
    chain.begin(genesis(), base);
    return chain;
  }

  static void copyState(ChainStore from, long height, SnapshotStaging staging) {
    staging.begin(Bytes.utf8("of " + height));
    var root = new StateRoot(height, from.header(height).orElseThrow().stateRoot());
    var reader = new StateCopy(from.stateNodes(), root);
    var wanted = new ArrayDeque<>(List.of(new StatePage.Wanted(PagePath.ROOT, root.hash())));
    while (!wanted.isEmpty()) {
      var next = wanted.remove();
      var page = StatePage.received(reader.pages(List.of(next.path()), 1).getFirst(), next, height);
      staging.addNodes(List.of(page.node()));
      wanted.addAll(page.below());
    }
    var entries = new ArrayList<Entry>();
    from.stateAt(height)
        .scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> entries.add(new Entry(key, value)));
    assertThat(new StateCopy(staging.nodes(), root).wrong(entries)).isEmpty();
    assertThat(staging.addEntries(entries)).isEqualTo(entries.size());
  }

  @Test
  final void it_says_the_same_as_the_chain_it_was_copied_from() {
    ChainStore chain = join(source.chain(), base, store);
    assertThat(chain.headHeight()).isEqualTo(base);
    assertThat(chain.oldestBlock()).isEqualTo(base);
    assertThat(chain.oldestState()).isEqualTo(base);
    assertThat(chain.baseFinality()).hasValue(FINALITY);
    assertThat(chain.block(0)).isEqualTo(source.chain().block(0));
    assertThat(chain.block(base)).isEqualTo(source.chain().block(base));
    assertThat(chain.events(base)).isEqualTo(source.chain().events(base));
    assertThat(chain.certificate(base)).isEqualTo(source.chain().certificate(base));
    assertThat(chain.header(base - 1)).isEqualTo(source.chain().header(base - 1));
    assertThat(chain.eventsFrom(chain.oldestEvent(), 3))
        .isEqualTo(source.chain().eventsFrom(chain.oldestEvent(), 3));
    assertThat(chain.check((_, _) -> {})).isEmpty();
  }

  @Test
  final void the_blocks_above_it_come_to_the_same_roots_and_it_opens_again() {
    goOn(join(source.chain(), base, store));
    store = reopen(store);
    ChainStore chain =
        ChainStore.open(store, TestChain.CHAIN_ID, Retention.PRUNED, StoredChain.REGISTRY);
    assertThat(chain.headHash()).isEqualTo(source.chain().headHash());
    assertThat(chain.oldestBlock()).isEqualTo(base);
    assertThat(chain.oldestEvent()).isEqualTo(source.chain().events(base).getFirst().sequence());
    assertThat(chain.check((_, _) -> {})).isEmpty();
    long head = chain.headHeight();
    assertThat(Accounts.balance(chain.stateAt(head), TestChain.person("alice")))
        .isEqualTo(Accounts.balance(source.chain().stateAt(head), TestChain.person("alice")));
    Bytes key = Bytes.utf8("nothing");
    assertThat(chain.prove(head, key)).isEqualTo(source.chain().prove(head, key));
    assertThat(chain.prove(base, key)).isEqualTo(source.chain().prove(base, key));
  }

  /** Executes the blocks of the source that are above the head. */
  private void goOn(ChainStore chain) {
    var states = new StateTree(chain.stateNodes(), 64);
    var factory = new BlockFactory(StoredChain.REGISTRY, states);
    for (long height = chain.headHeight() + 1; height <= source.chain().headHeight(); height++) {
      var judgement = factory.judge(chain.head(states), source.chain().block(height).orElseThrow());
      assertThat(judgement).isInstanceOf(BlockFactory.Judgement.Valid.class);
      var candidate = ((BlockFactory.Judgement.Valid) judgement).candidate();
      chain.commit(
          BlockCommit.of(candidate, source.chain().certificate(height).orElse(Bytes.EMPTY)));
      states.stored(candidate.stateUpdate());
    }
  }

  @Test
  final void what_lies_before_it_is_refused_by_name_and_never_answered_wrongly() {
    ChainStore chain = join(source.chain(), base, store);
    for (long height : List.of(1L, base - 4)) {
      String block = "block %d is pruned: kept are block 0 and those from height %d on";
      for (Runnable question :
          List.<Runnable>of(
              () -> chain.header(height),
              () -> chain.blockHash(height),
              () -> chain.block(height),
              () -> chain.receipts(height),
              () -> chain.certificate(height),
              () -> chain.events(height))) {
        assertThatThrownBy(question::run)
            .isInstanceOf(HistoryPrunedException.class)
            .hasMessage(block.formatted(height, base));
      }
    }
    assertThatThrownBy(() -> chain.block(base - 1)).isInstanceOf(HistoryPrunedException.class);
    assertThatThrownBy(() -> chain.stateAt(0)).isInstanceOf(HistoryPrunedException.class);
    assertThatThrownBy(() -> chain.stateAt(base - 1)).isInstanceOf(HistoryPrunedException.class);

    long founding = chain.events(0).size();
    assertThat(chain.eventsFrom(founding - 1, 9)).hasSize(1);
    assertThatThrownBy(() -> chain.eventsFrom(founding, 1))
        .hasMessage(
            "event %d is pruned: kept are those of block 0 and those from event %d on"
                .formatted(founding, chain.oldestEvent()));
    assertThatThrownBy(() -> chain.eventsFrom(chain.oldestEvent() - 1, 1))
        .isInstanceOf(HistoryPrunedException.class);

    assertThatThrownBy(() -> logs(chain, 0, base)).isInstanceOf(HistoryPrunedException.class);
    assertThatThrownBy(() -> logs(chain, base - 1, base))
        .isInstanceOf(HistoryPrunedException.class);
    assertThat(logs(chain, 0, 0)).isEqualTo(logs(source.chain(), 0, 0));
    assertThat(logs(chain, base, base)).isEqualTo(logs(source.chain(), base, base));

    var alice = TestChain.person("alice");
    assertThat(chain.blocksOf(alice, base, true, 9))
        .isEqualTo(
            source.chain().blocksOf(alice, base, true, 9).stream()
                .filter(height -> height <= base)
                .toList());
    assertThatThrownBy(() -> chain.blocksOf(alice, 0, true, 9))
        .isInstanceOf(HistoryPrunedException.class);
    assertThatThrownBy(() -> chain.blocksOf(alice, base, false, 9))
        .isInstanceOf(HistoryPrunedException.class);
  }

  private static List<ChainReader.PlacedLog> logs(ChainStore chain, long from, long to) {
    return chain.logs(
        new LogQuery(from, to, Set.of(), List.of()), new LogLimits(1_000, 1_000, 1_000));
  }

  @Test
  final void a_copy_that_was_not_finished_is_no_chain_and_founding_one_removes_it() {
    copyState(source.chain(), base, new SnapshotStaging(store));
    assertThat(new SnapshotStaging(store).begun()).isPresent();
    assertThat(ChainStore.chainIdOf(store)).isEmpty();
    StoredChain founded = StoredChain.in(store);
    assertThat(founded.chain().headHash()).isEqualTo(source.chain().blockHash(0).orElseThrow());
    assertThat(founded.chain().check((_, _) -> {})).isEmpty();
    assertThatThrownBy(() -> new SnapshotStaging(store)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  final void pruning_goes_on_above_it_and_keeps_its_tree() {
    KeyValueStore own = store;
    SnapshotBase snapshot = SnapshotBase.read(source.chain(), base, base - 1, FINALITY);
    copyState(source.chain(), base, new SnapshotStaging(own));
    ChainStore chain =
        ChainStore.open(own, TestChain.CHAIN_ID, new Retention(2, 2), StoredChain.REGISTRY);
    chain.begin(genesis(), snapshot);
    goOn(chain);
    assertThat(chain.oldestState()).isGreaterThan(base);
    assertThat(chain.check((_, _) -> {})).isEmpty();
    assertThat(chain.prove(base, Bytes.utf8("nothing"))).isPresent();
    assertThat(chain.prove(base + 1, Bytes.utf8("nothing"))).isEmpty();
  }
}
