package althing.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.crypto.Sha256;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stored tree against its definition, over histories drawn from a seed. */
class StateTreeTest {

  private static final Bytes ALICE = Bytes.utf8("alice");
  private static final Bytes BOB = Bytes.utf8("bob");

  private final MemoryNodes store = new MemoryNodes();
  private final StateTree tree = new StateTree(store, 50);

  @Test
  void a_state_without_entries_has_the_zero_root_and_still_a_root_node() {
    StateUpdate update = tree.apply(StateTree.empty(), 0, action -> {});
    store.store(update);

    assertThat(update.root()).isEqualTo(new StateRoot(0, Hash.ZERO));
    assertThat(update.stale()).isEmpty();
    assertThat(tree.open(update.root()).root()).isEqualTo(update.root());
  }

  @Test
  void one_entry_is_its_leaf() {
    StateUpdate update = apply(StateTree.empty(), 0, Map.of(ALICE, BOB));

    assertThat(update.root().hash())
        .isEqualTo(
            Sha256.hash(
                new byte[] {0},
                Sha256.digest(ALICE.unsafeArray()),
                Sha256.digest(BOB.unsafeArray())));
  }

  /** Inserts, overwrites, removals and re-insertions; the tree reopened from disk now and then. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42, 99})
  void every_height_has_the_root_of_the_definition(long seed) {
    var random = new Random(seed);
    var state = new TreeMap<Bytes, Bytes>();
    StateVersion version = StateTree.empty();
    int keys = 1 << 2 + random.nextInt(9);
    var current = tree;
    for (int height = 0; height < 60; height++) {
      Map<Bytes, @Nullable Bytes> changes = randomChanges(random, keys, height > 40 ? 0.9 : 0.3);
      StateUpdate update = current.apply(version, height, changes::forEach);
      store.store(update);
      current.stored(update);
      fold(state, changes);

      assertThat(update.root().hash()).isEqualTo(ReferenceTree.root(state));
      version = update.version();
      if (random.nextInt(10) == 0) {
        current = new StateTree(store, random.nextInt(20));
        version = current.open(update.root());
      }
    }
  }

  /** What was removed leaves no trace: canonical form, whatever came before. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 6, 7})
  void the_order_and_the_grouping_of_changes_leave_no_trace(long seed) {
    var random = new Random(seed);
    var entries = new HashMap<Bytes, Bytes>();
    for (int i = 0; i < 300; i++) {
      entries.put(key(i), value(random));
    }
    Hash expected = ReferenceTree.root(entries);
    for (int round = 0; round < 5; round++) {
      var keys = new ArrayList<>(entries.keySet());
      Collections.shuffle(keys, random);
      var other = new StateTree(new MemoryNodes(), 10);
      StateVersion version = StateTree.empty();
      int at = 0;
      for (int height = 0; at < keys.size(); height++) {
        var changes = new LinkedHashMap<Bytes, @Nullable Bytes>();
        changes.put(Bytes.utf8("passing " + height), BOB);
        if (height > 0) {
          changes.put(Bytes.utf8("passing " + (height - 1)), null);
        }
        for (int end = Math.min(keys.size(), at + 1 + random.nextInt(60)); at < end; at++) {
          changes.put(keys.get(at), entries.get(keys.get(at)));
        }
        if (at == keys.size()) {
          changes.remove(Bytes.utf8("passing " + height));
        }
        version = other.apply(version, height, changes::forEach).version();
      }
      assertThat(version.root().hash()).isEqualTo(expected);
    }
  }

  @Test
  void removing_everything_returns_to_the_zero_root() {
    StateUpdate full = apply(StateTree.empty(), 0, entries(500));
    var removals = new HashMap<Bytes, @Nullable Bytes>();
    entries(500).keySet().forEach(key -> removals.put(key, null));
    StateUpdate bare = apply(full.version(), 1, removals);

    assertThat(bare.root().hash()).isEqualTo(Hash.ZERO);
    assertThat(bare.nodes()).hasSize(1);
    assertThat(bare.stale()).hasSameSizeAs(full.nodes());
  }

  @Test
  void changes_that_change_nothing_write_only_the_root_node() {
    StateUpdate first = apply(StateTree.empty(), 0, entries(500));
    var same = new HashMap<Bytes, @Nullable Bytes>(entries(500));
    same.put(Bytes.utf8("absent"), null);
    StateUpdate second = apply(first.version(), 1, same);

    assertThat(second.root().hash()).isEqualTo(first.root().hash());
    assertThat(second.nodes()).extracting(StateNode::key).containsExactly(NodeKey.root(1));
    assertThat(second.stale()).containsExactly(new StaleNode(1, NodeKey.root(0)));
  }

  @Test
  void what_is_stored_and_not_stale_is_exactly_what_the_newest_tree_reaches() {
    var random = new Random(8);
    StateVersion version = StateTree.empty();
    for (int height = 0; height < 50; height++) {
      Map<Bytes, @Nullable Bytes> changes = randomChanges(random, 400, 0.4);
      version = apply(version, height, changes).version();
    }
    store.stale.forEach(mark -> store.nodes.remove(StaleNode.decode(mark).node()));
    int live = store.nodes.size();
    store.reads = 0;
    StateTree.walk(store, version.root(), (key, value) -> {});

    assertThat(store.reads).isEqualTo(live);
  }

  @Test
  void heights_do_not_go_back() {
    StateVersion version = apply(StateTree.empty(), 7, entries(3)).version();

    assertThatThrownBy(() -> tree.apply(version, 7, action -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("height 7 does not follow height 7");
  }

  /** Two blocks compete twice; both branches go on before either is stored. */
  @Test
  void branches_that_are_not_stored_do_not_see_each_other() {
    StateUpdate base = apply(StateTree.empty(), 0, entries(2000));
    StateUpdate left = tree.apply(base.version(), 1, change(1, "left"));
    StateUpdate right = tree.apply(base.version(), 1, change(2, "right"));
    StateUpdate leftNext = tree.apply(left.version(), 2, change(2, "right"));
    StateUpdate rightNext = tree.apply(right.version(), 2, change(1, "left"));
    assertThat(leftNext.root()).isEqualTo(rightNext.root());

    store.store(right);
    tree.stored(right);
    store.store(rightNext);
    tree.stored(rightNext);
    StateUpdate last = apply(rightNext.version(), 3, entries(2000));

    assertThat(last.root().hash()).isEqualTo(base.root().hash());
    StateTree.walk(store, last.root(), (key, value) -> {});
    StateTree.walk(store, rightNext.root(), (key, value) -> {});
  }

  @Test
  void a_tree_built_at_once_is_the_tree_built_by_updates() {
    var builder = new StateTreeBuilder(10);
    entries(3000).forEach(builder::add);
    var built = new MemoryNodes();
    StateRoot root = builder.build(0, built::store);
    StateUpdate applied = apply(StateTree.empty(), 0, entries(3000));

    assertThat(root).isEqualTo(applied.root());
    assertThat(built.nodes).isEqualTo(store.nodes);
  }

  @Test
  void a_tree_built_at_once_refuses_a_key_that_comes_twice() {
    var builder = new StateTreeBuilder(2);
    builder.add(ALICE, BOB);
    builder.add(BOB, BOB);
    builder.add(ALICE, ALICE);

    assertThatThrownBy(() -> builder.build(0, node -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two entries with key hash " + Sha256.hash(ALICE).toHex());
  }

  @Test
  void a_walk_sees_the_entries_in_the_order_of_their_key_hashes() {
    StateUpdate update = apply(StateTree.empty(), 0, entries(700));
    var expected = new TreeMap<Hash, Hash>();
    entries(700).forEach((key, value) -> expected.put(Sha256.hash(key), Sha256.hash(value)));
    var seen = new LinkedHashMap<Hash, Hash>();
    StateTree.walk(store, update.root(), seen::put);

    assertThat(List.copyOf(seen.entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
  }

  /** Whatever byte of the store flips, it is found, and nothing else is blamed. */
  @Test
  void a_flipped_byte_is_found_and_its_node_named() {
    StateUpdate update = apply(StateTree.empty(), 0, entries(60));
    for (StateNode node : update.nodes()) {
      for (int at = 0; at < node.bytes().size(); at++) {
        byte[] flipped = node.bytes().toArray();
        flipped[at] ^= 0x10;
        store.nodes.put(node.key(), Bytes.wrap(flipped));
        assertThatThrownBy(() -> StateTree.walk(store, update.root(), (key, value) -> {}))
            .isInstanceOf(StoreException.class)
            .hasMessageMatching("state tree node /[0-9a-f]* of height \\d+ is (damaged|missing).*");
      }
      store.nodes.put(node.key(), node.bytes());
    }
    StateTree.walk(store, update.root(), (key, value) -> {});
  }

  @Test
  void a_missing_node_is_named() {
    StateUpdate update = apply(StateTree.empty(), 3, entries(60));
    NodeKey lost = update.nodes().getFirst().key();
    store.nodes.remove(lost);

    assertThatThrownBy(() -> StateTree.walk(store, update.root(), (key, value) -> {}))
        .isInstanceOf(StoreException.class)
        .hasMessage(lost + " is missing");
    assertThat(lost.toString()).matches("state tree node /[0-9a-f]+ of height 3");
  }

  /** Heights 9, 19, 29 ... end epochs; the window is 8 blocks. */
  @Test
  void old_heights_stay_provable_until_pruned_and_epoch_ends_for_ever() {
    var random = new Random(21);
    var retention = new StateRetention(8, StateTreeTest::epochEndUpTo);
    var roots = new ArrayList<StateRoot>();
    var states = new ArrayList<TreeMap<Bytes, Bytes>>();
    var state = new TreeMap<Bytes, Bytes>();
    StateVersion version = StateTree.empty();
    for (int height = 0; height < 64; height++) {
      Map<Bytes, @Nullable Bytes> changes = randomChanges(random, 150, 0.3);
      version = apply(version, height, changes).version();
      fold(state, changes);
      roots.add(version.root());
      states.add(new TreeMap<>(state));
      store.prune(retention, height);

      for (int past = 0; past <= height; past++) {
        boolean kept = past >= height - 8 || past % 10 == 9;
        assertThat(retention.keeps(past, height)).isEqualTo(kept);
        Bytes key = key(random.nextInt(150));
        var proof = StateTree.prove(store, roots.get(past), key);
        assertThat(proof.isPresent()).as("%s at %s", past, height).isEqualTo(kept);
        Bytes value = states.get(past).get(key);
        Hash root = roots.get(past).hash();
        proof.ifPresent(it ->
            assertThat(
                    value == null
                        ? it.provesAbsence(root, key)
                        : it.provesPresence(root, key, value))
                .isTrue());
      }
    }
    for (int past : List.of(9, 29, 59, 60, 63)) {
      StateTree.walk(store, roots.get(past), (key, value) -> {});
    }
  }

  @Test
  void pruning_leaves_nothing_behind_that_no_kept_height_reaches() {
    var random = new Random(22);
    var retention = new StateRetention(4, height -> OptionalLong.empty());
    StateVersion version = StateTree.empty();
    for (int height = 0; height < 40; height++) {
      version = apply(version, height, randomChanges(random, 300, 0.3)).version();
      store.prune(retention, height);
    }
    var idle = version;
    for (int height = 40; height < 45; height++) {
      idle = apply(idle, height, Map.of()).version();
      store.prune(retention, height);
    }
    int left = store.nodes.size();
    store.reads = 0;
    StateTree.walk(store, idle.root(), (key, value) -> {});

    assertThat(left).isEqualTo(store.reads + 4);
  }

  private static OptionalLong epochEndUpTo(long height) {
    return height < 9 ? OptionalLong.empty() : OptionalLong.of((height - 9) / 10 * 10 + 9);
  }

  private StateUpdate apply(
      StateVersion base, long height, Map<Bytes, ? extends @Nullable Bytes> changes) {
    StateUpdate update = tree.apply(base, height, changes::forEach);
    store.store(update);
    tree.stored(update);
    return update;
  }

  private static StateChanges change(int key, String value) {
    return action -> action.accept(key(key), Bytes.utf8(value));
  }

  private static Map<Bytes, Bytes> entries(int count) {
    var entries = new HashMap<Bytes, Bytes>();
    for (int i = 0; i < count; i++) {
      entries.put(key(i), Bytes.utf8("value " + i));
    }
    return entries;
  }

  private static Map<Bytes, @Nullable Bytes> randomChanges(
      Random random, int keys, double removed) {
    var changes = new LinkedHashMap<Bytes, @Nullable Bytes>();
    for (int i = random.nextInt(2 + keys / 4); i > 0; i--) {
      boolean removes = random.nextDouble() < removed;
      changes.put(key(random.nextInt(keys)), removes ? null : value(random));
    }
    return changes;
  }

  private static void fold(Map<Bytes, Bytes> state, Map<Bytes, @Nullable Bytes> changes) {
    changes.forEach((key, value) -> {
      if (value == null) {
        state.remove(key);
      } else {
        state.put(key, value);
      }
    });
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key " + number);
  }

  private static Bytes value(Random random) {
    return Bytes.utf8("value " + random.nextInt(3));
  }
}
