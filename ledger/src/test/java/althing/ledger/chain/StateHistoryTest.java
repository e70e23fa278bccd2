package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.MemoryStore;
import althing.ledger.state.NodeKey;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateRoot;
import althing.ledger.state.StateTree;
import althing.ledger.types.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateHistoryTest {

  private final KeyValueStore store = new MemoryStore();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void the_state_as_of_any_height_is_what_it_was_then(long seed) {
    var synthetic = new SyntheticChain(seed, store, Retention.ARCHIVE).grow(60);

    for (int height = 0; height < 60; height++) {
      assertStateIs(synthetic, height);
    }
    assertThat(synthetic.chain().oldestState()).isZero();
  }

  private static void assertStateIs(SyntheticChain synthetic, long height) {
    StateReader state = synthetic.chain().stateAt(height);
    SortedMap<Bytes, Bytes> expected = synthetic.state(height);
    assertThat(scan(state, Bytes.EMPTY, Bytes.EMPTY)).isEqualTo(expected);
    for (int i = 0; i < 20; i++) {
      Bytes key = synthetic.key();
      assertThat(state.get(key)).isEqualTo(expected.get(key));
      Bytes prefix = synthetic.key();
      Bytes from = prefix.concat(synthetic.key());
      assertThat(scan(state, prefix, from)).isEqualTo(startingWith(prefix, expected.tailMap(from)));
      assertThat(scan(state, prefix, prefix)).isEqualTo(startingWith(prefix, expected));
    }
  }

  private static SortedMap<Bytes, Bytes> scan(StateReader state, Bytes prefix, Bytes from) {
    var found = new TreeMap<Bytes, Bytes>();
    state.scan(
        prefix,
        from,
        (key, value) -> {
          assertThat(found.isEmpty() || found.lastKey().compareTo(key) < 0).isTrue();
          found.put(key, value);
          return true;
        });
    return found;
  }

  private static SortedMap<Bytes, Bytes> startingWith(
      Bytes prefix, SortedMap<Bytes, Bytes> entries) {
    var found = new TreeMap<>(entries);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    return found;
  }

  @Test
  void a_scan_stops_when_the_visitor_has_seen_enough() {
    var synthetic = new SyntheticChain(5, store, Retention.ARCHIVE).grow(30);
    for (long height : List.of(20L, 29L)) {
      var seen = new TreeMap<Bytes, Bytes>();
      synthetic
          .chain()
          .stateAt(height)
          .scan(
              Bytes.EMPTY,
              Bytes.EMPTY,
              (key, value) -> {
                seen.put(key, value);
                return seen.size() < 3;
              });
      assertThat(seen).hasSize(3);
    }
  }

  /** A commit between the two looks of a reader: the deterministic form of a race. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void a_read_that_a_commit_overtakes_still_answers_for_its_height(long seed) {
    var overtaking = new OvertakingStore(store);
    var synthetic = new SyntheticChain(seed, overtaking, Retention.ARCHIVE).grow(10);
    for (int round = 0; round < 40; round++) {
      long height = synthetic.chain().headHeight() - round % 3;
      StateReader state = synthetic.chain().stateAt(height);
      BlockCommit next = synthetic.make();
      Bytes key = next.changes().isEmpty() ? synthetic.key() : next.changes().firstKey();
      overtaking.beforeNextLook(() -> synthetic.chain().commit(next));

      assertThat(state.get(key)).isEqualTo(synthetic.state(height).get(key));
      overtaking.runIfLeft();
      BlockCommit another = synthetic.make();
      overtaking.beforeNextLook(() -> synthetic.chain().commit(another));
      assertThat(scan(state, Bytes.EMPTY, Bytes.EMPTY)).isEqualTo(synthetic.state(height));
      overtaking.runIfLeft();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void a_pruned_chain_answers_inside_its_window_and_says_what_it_keeps_outside(long seed) {
    var synthetic = new SyntheticChain(seed, store, new Retention(10, 5)).grow(60);
    ChainStore chain = synthetic.chain();

    assertThat(chain.oldestState()).isEqualTo(49);
    for (long height = 49; height < 60; height++) {
      assertStateIs(synthetic, height);
    }
    assertThatThrownBy(() -> chain.stateAt(48))
        .isInstanceOf(HistoryPrunedException.class)
        .hasMessage("state at height 48 is pruned: kept from height 49 to 59");
    assertThat(heights(Column.CHANGES))
        .containsExactly(50L, 51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L);
    try (Cursor history = store.cursor(Column.HISTORY)) {
      for (history.seekToFirst(); history.isValid(); history.next()) {
        assertThat(HistoryKey.height(history.key())).isGreaterThan(49);
      }
    }
    assertThat(SyntheticChain.open(store, new Retention(10, 5)).oldestState()).isEqualTo(49);
  }

  @Test
  void a_reader_that_pruning_overtakes_is_refused_and_never_wrong() {
    var synthetic = new SyntheticChain(4, store, new Retention(5, 5)).grow(20);
    StateReader old = synthetic.chain().stateAt(synthetic.chain().oldestState());
    synthetic.grow(3);

    assertThatThrownBy(() -> old.get(synthetic.key())).isInstanceOf(HistoryPrunedException.class);
    assertThatThrownBy(() -> scan(old, Bytes.EMPTY, Bytes.EMPTY))
        .isInstanceOf(HistoryPrunedException.class);
  }

  @Test
  void an_archive_that_is_to_be_pruned_shrinks_a_bounded_step_with_each_block() {
    var synthetic = new SyntheticChain(6, store, Retention.ARCHIVE).grow(50);
    synthetic.reopen(store, new Retention(10, 5));

    synthetic.grow(1);
    assertThat(synthetic.chain().oldestState()).isEqualTo(2);
    synthetic.grow(50);
    assertThat(synthetic.chain().oldestState()).isEqualTo(90);
    for (long height = 90; height <= 100; height++) {
      assertStateIs(synthetic, height);
    }
  }

  /** DESIGN §5: trees of the newest heights and of the ends of epochs, and no node beside them. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void exactly_the_nodes_of_kept_trees_are_kept(long seed) {
    var synthetic = new SyntheticChain(seed, store, new Retention(10, 5)).grow(60);
    ChainStore chain = synthetic.chain();
    Set<NodeKey> needed = new HashSet<>();
    for (long height = 0; height < 60; height++) {
      var root = new StateRoot(height, chain.header(height).orElseThrow().stateRoot());
      if (!chain.treeRetention().keeps(height, 59)) {
        continue;
      }
      var leaves = new HashSet<Object>();
      StateTree.walk(
          keys -> {
            needed.addAll(keys);
            return chain.stateNodes().read(keys);
          },
          root,
          (key, value) -> leaves.add(key));
      assertThat(leaves).hasSameSizeAs(synthetic.state(height).keySet());
    }
    Set<NodeKey> kept = new HashSet<>();
    try (Cursor nodes = store.cursor(Column.TREE)) {
      for (nodes.seekToFirst(); nodes.isValid(); nodes.next()) {
        kept.add(NodeKey.decode(Bytes.wrap(nodes.key())));
      }
    }
    assertThat(kept).isEqualTo(needed);
    assertThat(heights(Column.STALE)).containsExactly(55L, 56L, 57L, 58L, 59L);
  }

  private List<Long> heights(Column column) {
    var heights = new java.util.ArrayList<Long>();
    try (Cursor cursor = store.cursor(column)) {
      for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
        heights.add(Keys.number(cursor.key(), column));
      }
    }
    return heights;
  }
}
