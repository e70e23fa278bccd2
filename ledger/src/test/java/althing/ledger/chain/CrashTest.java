package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.port.CrashStore;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.MemoryStore;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** L1, L2: the power fails, the disk fills or a sync fails at every write of a history in turn. */
final class CrashTest {

  private static final int BLOCKS = 25;
  private static final Retention RETENTION = new Retention(8, 4);
  private static final long SEED = 9;

  @Test
  void a_power_cut_at_any_write_leaves_every_acknowledged_block_whole() {
    crashAtEveryWrite(CrashStore::new, CrashStore::powerCutAtWrite);
  }

  @Test
  void a_full_disk_at_any_write_leaves_every_acknowledged_block_whole() {
    crashAtEveryWrite(CrashStore::new, CrashStore::fullAtWrite);
  }

  @Test
  void a_failed_sync_at_any_write_leaves_every_acknowledged_block_whole() {
    crashAtEveryWrite(CrashStore::new, CrashStore::failingSyncAtWrite);
  }

  @Test
  void without_syncs_acknowledged_blocks_are_lost_and_this_test_says_so() {
    assertThatThrownBy(
            () -> crashAtEveryWrite(CrashStore::withoutSyncs, CrashStore::powerCutAtWrite))
        .isInstanceOf(AssertionError.class);
  }

  /** Every block costs one sync, however much it holds. */
  @Test
  void each_block_is_covered_by_a_sync_of_its_own() {
    var store = new CrashStore();
    var synthetic = new SyntheticChain(SEED, store, RETENTION);
    for (int i = 1; i <= BLOCKS; i++) {
      synthetic.grow(1);
      assertThat(store.syncs()).isEqualTo(i);
      assertThat(store.unsyncedWrites()).isZero();
    }
  }

  private static void crashAtEveryWrite(
      Supplier<CrashStore> disk, BiFunction<CrashStore, Integer, CrashStore> fault) {
    List<Map<Column, TreeMap<Bytes, Bytes>>> whole = new ArrayList<>();
    var undisturbed = new MemoryStore();
    var reference = new SyntheticChain(SEED, undisturbed, RETENTION);
    for (int i = 0; i < BLOCKS; i++) {
      reference.grow(1);
      whole.add(contents(undisturbed));
    }
    for (int write = 1; write <= BLOCKS + 1; write++) {
      CrashStore store = fault.apply(disk.get(), write);
      int acknowledged = growUntilItFails(store);

      CrashStore restarted = store.crash();
      ChainStore chain = SyntheticChain.open(restarted, RETENTION);
      assertThat(chain.headHeight()).isEqualTo(acknowledged - 1);
      if (acknowledged > 0) {
        assertThat(contents(restarted)).isEqualTo(whole.get(acknowledged - 1));
      }
      assertGoesOn(restarted, reference.commits(), whole.getLast());
    }
  }

  private static int growUntilItFails(CrashStore store) {
    int acknowledged = 0;
    try {
      var synthetic = new SyntheticChain(SEED, store, RETENTION);
      for (; acknowledged < BLOCKS; acknowledged++) {
        synthetic.grow(1);
      }
    } catch (StoreException e) {
      assertThatThrownBy(() -> new SyntheticChain(SEED, store, RETENTION).grow(1))
          .isInstanceOf(RuntimeException.class);
    }
    return acknowledged;
  }

  /** The same blocks committed again after the crash end in the same bytes. */
  private static void assertGoesOn(
      KeyValueStore store, List<BlockCommit> commits, Map<Column, TreeMap<Bytes, Bytes>> end) {
    ChainStore chain = SyntheticChain.open(store, RETENTION);
    for (BlockCommit commit : commits) {
      if (commit.height() > chain.headHeight()) {
        chain.commit(commit);
      }
    }
    assertThat(contents(store)).isEqualTo(end);
  }

  private static Map<Column, TreeMap<Bytes, Bytes>> contents(KeyValueStore store) {
    var contents = new EnumMap<Column, TreeMap<Bytes, Bytes>>(Column.class);
    for (Column column : Column.values()) {
      var entries = new TreeMap<Bytes, Bytes>();
      try (Cursor cursor = store.cursor(column)) {
        for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
          entries.put(Bytes.wrap(cursor.key()), Bytes.wrap(cursor.value()));
        }
      }
      contents.put(column, entries);
    }
    return contents;
  }

  /** A crash between the state of a large genesis and its block leaves an empty chain. */
  @Test
  void a_genesis_that_was_cut_short_is_begun_anew() {
    var store = new CrashStore().powerCutAtWrite(2);
    BlockCommit genesis = new SyntheticChain(SEED, new MemoryStore(), RETENTION).make();
    BlockCommit other = new SyntheticChain(SEED + 1, new MemoryStore(), RETENTION).make();
    assertThatThrownBy(() -> SyntheticChain.open(store, RETENTION).commit(genesis))
        .isInstanceOf(StoreException.class);

    CrashStore restarted = store.crash(1);
    assertThat(contents(restarted).get(Column.LATEST)).isNotEmpty();
    ChainStore chain = SyntheticChain.open(restarted, RETENTION);
    assertThat(chain.isEmpty()).isTrue();
    chain.commit(other);

    var clean = new MemoryStore();
    SyntheticChain.open(clean, RETENTION).commit(other);
    assertThat(contents(restarted)).isEqualTo(contents(clean));
  }
}
