package althing.ledger.chain;

import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.log.Tile;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Turns final blocks into one synced batch, and lets go of what has left the windows. */
final class ChainWriter {

  /** Heights that one block lets go at most, so that a shorter window is reached step by step. */
  private static final int PRUNED_PER_BLOCK = 2;

  /** Entries in one batch of a genesis, which may have millions. */
  private static final int GENESIS_BATCH = 20_000;

  private static final byte[] AFTER_ALL_KEYS = afterAllKeys();

  private final KeyValueStore store;
  private final long chainId;
  private final long stateWindow;
  private final StateHistory history;
  private final TreeNodes tree;

  ChainWriter(
      KeyValueStore store, long chainId, long stateWindow, StateHistory history, TreeNodes tree) {
    this.store = store;
    this.chainId = chainId;
    this.stateWindow = stateWindow;
    this.history = history;
    this.tree = tree;
  }

  private static byte[] afterAllKeys() {
    byte[] end = new byte[64];
    Arrays.fill(end, (byte) 0xff);
    return end;
  }

  /**
   * Writes the blocks that follow {@code head}; they are on disk when this returns.
   *
   * @return the new head
   * @throws IllegalArgumentException if one does not follow; nothing is written
   */
  HeadRecord write(HeadRecord head, List<BlockCommit> commits) {
    HeadRecord next = head;
    for (BlockCommit commit : commits) {
      next = following(next, commit);
    }
    if (head.height() < 0) {
      writeGenesisState(commits.getFirst());
    }
    try (Batch batch = store.newBatch()) {
      long sequence = head.eventCount();
      for (BlockCommit commit : commits) {
        add(batch, commit, sequence);
        sequence += commit.events().size();
      }
      next = prune(batch, head, next, PRUNED_PER_BLOCK * commits.size());
      batch.put(Column.META, HeadRecord.KEY, next.encoded());
      history.announce(next.height(), next.oldestState());
      store.write(batch, true);
    }
    return next;
  }

  /**
   * Writes the first blocks of a chain without those between; they are on disk when this returns.
   * The state is there already.
   *
   * @return the new head
   */
  HeadRecord begin(BlockCommit genesis, SnapshotBase base) {
    BlockCommit first = base.commit();
    BlockHeader header = base.block().header();
    var head =
        new HeadRecord(
            base.height(),
            base.block().hash(),
            header.stateRoot(),
            header.extra().eventCount(),
            base.height(),
            base.height());
    try (Batch batch = store.newBatch()) {
      BlockColumns.write(batch, genesis, 0);
      new ChainIdentity(ChainStore.FORMAT, chainId, genesis.block().hash()).write(batch);
      for (BlockHeader ancestor : base.ancestors()) {
        batch.put(Column.HEADERS, Keys.number(ancestor.height()), HeaderCodec.encode(ancestor));
      }
      base.tiles().forEach(tile -> writeTile(batch, tile));
      BlockColumns.write(batch, first, base.firstEvent());
      first.tiles().forEach(tile -> writeTile(batch, tile));
      tree.writeEpochEnd(batch, base.height());
      batch.delete(Column.META, SnapshotStaging.KEY);
      batch.put(Column.META, ChainStore.FINALITY, base.finality().unsafeArray());
      batch.put(
          Column.META,
          SnapshotBase.Mark.KEY,
          new SnapshotBase.Mark(base.height(), base.firstEvent()).encoded());
      batch.put(Column.META, HeadRecord.KEY, head.encoded());
      history.announce(head.height(), head.oldestState());
      store.write(batch, true);
    }
    return head;
  }

  private static void writeTile(Batch batch, Tile tile) {
    byte[] key = Keys.tile(tile.level(), tile.index());
    batch.put(Column.TILES, key, tile.hashes().unsafeArray());
  }

  private static HeadRecord following(HeadRecord head, BlockCommit commit) {
    BlockHeader header = commit.block().header();
    long height = head.height() + 1;
    if (header.height() != height) {
      throw refused(commit, "does not follow the head at height " + head.height());
    }
    if (height > 0 && !header.parentHash().equals(head.hash())) {
      throw refused(
          commit, "has parent %s, the head is %s".formatted(header.parentHash(), head.hash()));
    }
    int transactions = commit.block().body().transactions().size();
    if (transactions != commit.receipts().size()) {
      throw refused(
          commit,
          "has %d transactions and %d receipts".formatted(transactions, commit.receipts().size()));
    }
    long events = head.eventCount() + commit.events().size();
    if (header.extra().eventCount() != events) {
      throw refused(
          commit,
          "ends at event %d, its header says %d".formatted(events, header.extra().eventCount()));
    }
    if (!commit.events().isEmpty() && commit.events().getFirst().sequence() != head.eventCount()) {
      throw refused(
          commit,
          "starts at event %d, the log ends at %d"
              .formatted(commit.events().getFirst().sequence(), head.eventCount()));
    }
    return new HeadRecord(
        height,
        commit.block().hash(),
        header.stateRoot(),
        events,
        head.oldestState(),
        head.oldestTree());
  }

  private static IllegalArgumentException refused(BlockCommit commit, String problem) {
    return new IllegalArgumentException("block %d %s".formatted(commit.height(), problem));
  }

  private void add(Batch batch, BlockCommit commit, long firstSequence) {
    long height = commit.height();
    BlockColumns.write(batch, commit, firstSequence);
    commit.tiles().forEach(tile -> writeTile(batch, tile));
    if (commit.endsEpoch()) {
      tree.writeEpochEnd(batch, height);
    }
    if (!commit.checkpoint().isEmpty()) {
      KeptCheckpoints.write(batch, height, commit.checkpoint());
    }
    if (height == 0) {
      new ChainIdentity(ChainStore.FORMAT, chainId, commit.block().hash()).write(batch);
      return;
    }
    StateHistory.write(batch, height, commit.changes());
    commit.treeNodes().forEach(node -> TreeNodes.writeNode(batch, node));
    TreeNodes.writeStale(batch, height, commit.staleNodes());
  }

  /**
   * Writes the entries and nodes of a genesis ahead of its block, in batches of bounded size. They
   * count only once the head record is there; what an attempt that crashed left is removed.
   */
  private void writeGenesisState(BlockCommit genesis) {
    clear(store);
    var batches = new ChunkedWriter();
    genesis
        .changes()
        .forEach((key, change) ->
            batches.add(batch -> StateHistory.writeLatest(batch, key, change.after())));
    genesis.treeNodes().forEach(node -> batches.add(batch -> TreeNodes.writeNode(batch, node)));
    batches.flush();
  }

  /** Removes everything. */
  static void clear(KeyValueStore store) {
    try (Batch batch = store.newBatch()) {
      for (Column column : Column.values()) {
        try (Cursor cursor = store.cursor(column)) {
          cursor.seekToFirst();
          if (cursor.isValid()) {
            batch.deleteRange(column, new byte[0], AFTER_ALL_KEYS);
          }
        }
      }
      if (batch.count() > 0) {
        store.write(batch, true);
      }
    }
  }

  /** Only what was on disk before this batch: the batch itself cannot be read. */
  private HeadRecord prune(Batch batch, HeadRecord onDisk, HeadRecord next, int limit) {
    long stateEnd = Math.min(onDisk.height(), next.height() - stateWindow);
    long oldestState = next.oldestState();
    for (int i = 0; i < limit && oldestState < stateEnd; i++) {
      oldestState++;
      history.prune(batch, oldestState);
    }
    long treeEnd = Math.min(onDisk.height(), tree.retention().dueUpTo(next.height()));
    long oldestTree = next.oldestTree();
    for (int i = 0; i < limit && oldestTree < treeEnd; i++) {
      oldestTree++;
      tree.prune(batch, oldestTree, next.height());
    }
    return new HeadRecord(
        next.height(), next.hash(), next.stateRoot(), next.eventCount(), oldestState, oldestTree);
  }

  /** Unsynced batches of bounded size. */
  private final class ChunkedWriter {
    private Batch batch = store.newBatch();

    void add(Consumer<Batch> entry) {
      entry.accept(batch);
      if (batch.count() >= GENESIS_BATCH) {
        flush();
        batch = store.newBatch();
      }
    }

    void flush() {
      store.write(batch, false);
      batch.close();
    }
  }
}
