package althing.ledger.chain;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.state.NodeKey;
import althing.ledger.state.NodeSource;
import althing.ledger.state.StaleNode;
import althing.ledger.state.StateNode;
import althing.ledger.state.StateRetention;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The stored state tree: TREE holds node key → node, STALE holds height → the keys of the nodes
 * that the block at that height left unreachable, META the heights that end an epoch.
 */
final class TreeNodes implements NodeSource {

  private static final byte[] EPOCH_END = Bytes.utf8("epoch-end/").unsafeArray();

  private final KeyValueStore store;
  private final NavigableSet<Long> epochEnds = new ConcurrentSkipListSet<>();
  private final StateRetention retention;

  TreeNodes(KeyValueStore store, long window) {
    this.store = store;
    retention = new StateRetention(window, this::latestEpochEnd);
    readEpochEnds();
  }

  StateRetention retention() {
    return retention;
  }

  @Override
  public List<@Nullable Bytes> read(List<NodeKey> keys) {
    var wanted = keys.stream().map(key -> key.encoded().unsafeArray()).toList();
    var nodes = new ArrayList<@Nullable Bytes>(keys.size());
    for (byte @Nullable [] node : store.multiGet(Column.TREE, wanted)) {
      nodes.add(node == null ? null : Bytes.wrap(node));
    }
    return nodes;
  }

  static void writeNode(Batch batch, StateNode node) {
    batch.put(Column.TREE, node.key().encoded().unsafeArray(), node.bytes().unsafeArray());
  }

  static void writeStale(Batch batch, long height, List<StaleNode> stale) {
    var keys = new ByteList(32 * stale.size() + 16);
    stale.forEach(node -> keys.add(node.node().encoded()));
    batch.put(Column.STALE, Keys.number(height), keys.toArray());
  }

  /** Keeps the tree of {@code height} for good. */
  void writeEpochEnd(Batch batch, long height) {
    batch.put(Column.META, Bytes.concat(EPOCH_END, Keys.number(height)), new byte[0]);
    epochEnds.add(height);
  }

  /** Removes what the block at {@code since} left unreachable and no kept height needs. */
  void prune(Batch batch, long since, long head) {
    for (NodeKey node : staleAt(since)) {
      if (retention.mayDelete(new StaleNode(since, node), head)) {
        batch.delete(Column.TREE, node.encoded().unsafeArray());
      }
    }
    batch.delete(Column.STALE, Keys.number(since));
  }

  List<NodeKey> staleAt(long since) {
    byte[] stale = store.get(Column.STALE, Keys.number(since));
    if (stale == null) {
      throw new StoreException("column STALE: nothing for height " + since);
    }
    String where = "column STALE: height " + since;
    List<Bytes> keys = ByteList.read(stale, 0, 0, Integer.MAX_VALUE, where);
    try {
      return keys.stream().map(NodeKey::decode).toList();
    } catch (MalformedException e) {
      throw new StoreException(where + " is damaged: " + e.getMessage(), e);
    }
  }

  private void readEpochEnds() {
    try (Cursor cursor = store.cursor(Column.META)) {
      for (cursor.seek(EPOCH_END); cursor.isValid(); cursor.next()) {
        byte[] key = cursor.key();
        if (key.length != EPOCH_END.length + Long.BYTES
            || !Arrays.equals(key, 0, EPOCH_END.length, EPOCH_END, 0, EPOCH_END.length)) {
          return;
        }
        epochEnds.add(Keys.getLong(key, EPOCH_END.length));
      }
    }
  }

  private OptionalLong latestEpochEnd(long height) {
    Long found = epochEnds.floor(height);
    return found == null ? OptionalLong.empty() : OptionalLong.of(found);
  }
}
