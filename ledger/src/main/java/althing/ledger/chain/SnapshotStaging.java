package althing.ledger.chain;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.state.NodeSource;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StateNode;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * State that is being copied into a store without a chain. It counts only once {@link
 * ChainStore#begin} has made it that of a block; founding a chain instead removes it. What is
 * written was checked before, so that after a crash whatever is there is right, though not all.
 */
public final class SnapshotStaging {

  /** Writes of which a power cut may lose all but the first. */
  private static final int WRITES_A_SYNC = 64;

  static final byte[] KEY = Bytes.utf8("staging").unsafeArray();

  private final KeyValueStore store;
  private int writes;

  /**
   * @throws IllegalStateException if the store has a chain already
   */
  public SnapshotStaging(KeyValueStore store) {
    if (ChainStore.chainIdOf(store).isPresent()) {
      throw new IllegalStateException("the store holds a chain");
    }
    this.store = store;
  }

  /** What {@link #begin} was told, if the copying had begun before. */
  public Optional<Bytes> begun() {
    return Optional.ofNullable(store.get(Column.META, KEY)).map(Bytes::wrap);
  }

  /** Begins anew: removes everything and remembers what is to be copied. */
  public void begin(Bytes what) {
    ChainWriter.clear(store);
    try (Batch batch = store.newBatch()) {
      batch.put(Column.META, KEY, what.unsafeArray());
      store.write(batch, true);
    }
  }

  /** The pages that are there. */
  public NodeSource nodes() {
    return keys -> {
      var nodes = new ArrayList<@Nullable Bytes>(keys.size());
      for (byte @Nullable [] node :
          store.multiGet(
              Column.TREE, keys.stream().map(key -> key.encoded().unsafeArray()).toList())) {
        nodes.add(node == null ? null : Bytes.wrap(node));
      }
      return nodes;
    };
  }

  /** Adds pages of the state tree. A crash may lose the newest. */
  public void addNodes(List<StateNode> nodes) {
    try (Batch batch = store.newBatch()) {
      nodes.forEach(node -> TreeNodes.writeNode(batch, node));
      write(batch);
    }
  }

  private void write(Batch batch) {
    writes++;
    store.write(batch, writes % WRITES_A_SYNC == 0);
  }

  /**
   * Adds entries of the state. A crash may lose the newest.
   *
   * @return how many were not there before
   */
  public int addEntries(List<Entry> entries) {
    List<byte @Nullable []> before =
        store.multiGet(
            Column.LATEST, entries.stream().map(entry -> entry.key().unsafeArray()).toList());
    int added = 0;
    try (Batch batch = store.newBatch()) {
      for (int i = 0; i < entries.size(); i++) {
        if (before.get(i) == null) {
          Entry entry = entries.get(i);
          batch.put(Column.LATEST, entry.key().unsafeArray(), entry.value().unsafeArray());
          added++;
        }
      }
      if (added > 0) {
        write(batch);
      }
    }
    return added;
  }

  /** Whether the entry is there. */
  public boolean has(Bytes key) {
    return store.get(Column.LATEST, key.unsafeArray()) != null;
  }

  /** The greatest key that is there. */
  public Optional<Bytes> newestKey() {
    try (Cursor cursor = store.cursor(Column.LATEST)) {
      cursor.seekToLast();
      return cursor.isValid() ? Optional.of(Bytes.wrap(cursor.key())) : Optional.empty();
    }
  }

  /** How many entries are there; reads all of them. */
  public long entries() {
    long count = 0;
    try (Cursor cursor = store.cursor(Column.LATEST)) {
      for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
        count++;
      }
    }
    return count;
  }
}
