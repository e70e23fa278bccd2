package althing.ledger.chain;

import static althing.ledger.chain.BlockColumns.required;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.chain.RecentBlocks.RecentBlock;
import althing.ledger.event.EventDecoder;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.ChainHead;
import althing.ledger.log.EventTree;
import althing.ledger.log.TileSource;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.state.NodeSource;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateRetention;
import althing.ledger.state.StateRoot;
import althing.ledger.state.StateTree;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The final chain in a key-value store. Each commit is one synced batch, so that after a crash a
 * block is there with everything that belongs to it, or not at all. {@code docs/storage.md} lists
 * the columns.
 *
 * <p>One thread commits; any thread reads. A block under way to the disk may be seen in the store
 * before it is safe there, so every answer ends at the head, which moves after the sync.
 */
public final class ChainStore implements ChainReader {

  /** Version of the layout on disk; another one is refused. */
  public static final int FORMAT = 2;

  static final byte[] FINALITY = Bytes.utf8("finality").unsafeArray();

  private final KeyValueStore store;
  private final BlockColumns blocks;
  private final LogIndex logIndex;
  private final AccountIndex accountIndex;
  private final StateHistory history;
  private final TreeNodes tree;
  private final KeptCheckpoints checkpoints;
  private final ChainWriter writer;
  private final RecentBlocks recent = new RecentBlocks();
  private volatile HeadRecord head;
  private volatile SnapshotBase.Mark base;
  private volatile @Nullable Hash genesisHash;

  private ChainStore(KeyValueStore store, long chainId, Retention retention, EventDecoder decoder) {
    this.store = store;
    blocks = new BlockColumns(store, decoder);
    logIndex = new LogIndex(store);
    accountIndex = new AccountIndex(store);
    checkpoints = new KeptCheckpoints(store);
    tree = new TreeNodes(store, retention.treeWindow());
    byte[] record = store.get(Column.META, HeadRecord.KEY);
    head = record == null ? HeadRecord.NONE : HeadRecord.decode(record);
    base =
        SnapshotBase.Mark.decode(
            Optional.ofNullable(store.get(Column.META, SnapshotBase.Mark.KEY)));
    history = new StateHistory(store, head.height(), head.oldestState());
    writer = new ChainWriter(store, chainId, retention.stateWindow(), history, tree);
  }

  /**
   * Opens the chain in {@code store}, or an empty one.
   *
   * @throws StoreException if the store is of another format or chain, or its head is damaged
   */
  public static ChainStore open(
      KeyValueStore store, long chainId, Retention retention, EventDecoder decoder) {
    var chain = new ChainStore(store, chainId, retention, decoder);
    if (!chain.isEmpty()) {
      chain.checkIdentity(chainId);
      chain.checkHead();
    }
    return chain;
  }

  /** Id of the chain that {@code store} holds; empty when it holds none yet. */
  public static OptionalLong chainIdOf(KeyValueStore store) {
    return store.get(Column.META, HeadRecord.KEY) == null
        ? OptionalLong.empty()
        : OptionalLong.of(ChainIdentity.read(store).chainId());
  }

  /** Whether not even the genesis block is there. */
  public boolean isEmpty() {
    return head.height() < 0;
  }

  /** Hash of the block at height 0, once there is one. */
  public Optional<Hash> genesisHash() {
    return Optional.ofNullable(genesisHash);
  }

  /** Hash of the newest block, zero before the first. */
  public Hash headHash() {
    return head.hash();
  }

  /** Which heights keep their state tree. */
  public StateRetention treeRetention() {
    return tree.retention();
  }

  private void checkIdentity(long chainId) {
    ChainIdentity identity = ChainIdentity.read(store);
    identity.require(FORMAT, chainId);
    if (!blocks.hash(0).equals(Optional.of(identity.genesis()))) {
      throw new StoreException("store: header at height 0 does not hash to the recorded genesis");
    }
    genesisHash = identity.genesis();
  }

  private void checkHead() {
    long height = head.height();
    Block block = required(blocks.block(height), Column.HEADERS, height);
    if (!block.hash().equals(head.hash())) {
      throw new StoreException(
          "store: header at height %d does not hash to the recorded block hash".formatted(height));
    }
    if (!block.header().stateRoot().equals(head.stateRoot())) {
      throw new StoreException(
          "store: state root at height %d is not that of its header".formatted(height));
    }
    if (block.header().height() != height) {
      throw new StoreException(
          "store: header at height %d says height %d".formatted(height, block.header().height()));
    }
    int receipts = required(blocks.receipts(height), Column.RECEIPTS, height).size();
    if (receipts != block.body().transactions().size()) {
      throw new StoreException(
          "store: height %d has %d receipts for %d transactions"
              .formatted(height, receipts, block.body().transactions().size()));
    }
    var events = required(blocks.events(height, 0, Integer.MAX_VALUE), Column.EVENTS, height);
    long count = events.isEmpty() ? head.eventCount() : events.getLast().sequence() + 1;
    if (count != head.eventCount() || count != block.header().extra().eventCount()) {
      throw new StoreException(
          "store: the events of height %d end at %d, the head record at %d, the header at %d"
              .formatted(height, count, head.eventCount(), block.header().extra().eventCount()));
    }
  }

  /**
   * Adds the next block. It is on disk when this returns.
   *
   * @throws IllegalArgumentException if it does not follow the head; nothing is written
   */
  public void commit(BlockCommit block) {
    commit(List.of(block));
  }

  /** Adds the next blocks in one batch: all of them or none. */
  public synchronized void commit(List<BlockCommit> commits) {
    HeadRecord next = writer.write(head, commits);
    for (BlockCommit commit : commits) {
      recent.add(commit);
      if (commit.height() == 0) {
        genesisHash = commit.block().hash();
      }
    }
    head = next;
  }

  /**
   * Begins the chain with a block other than genesis, whose state was {@linkplain SnapshotStaging
   * copied} into the store before. It is on disk when this returns.
   *
   * @param genesis the block at height 0, whose state is not stored
   * @throws IllegalStateException if there is a chain already
   */
  public synchronized void begin(BlockCommit genesis, SnapshotBase snapshot) {
    if (!isEmpty()) {
      throw new IllegalStateException("the chain has begun: its head is at " + headHeight());
    }
    HeadRecord next = writer.begin(genesis, snapshot);
    base = new SnapshotBase.Mark(snapshot.height(), snapshot.firstEvent());
    genesisHash = genesis.block().hash();
    head = next;
  }

  /**
   * What proves the oldest block final, as {@link SnapshotBase#finality()} said it; empty when the
   * chain is whole.
   */
  public Optional<Bytes> baseFinality() {
    return Optional.ofNullable(store.get(Column.META, FINALITY)).map(Bytes::wrap);
  }

  @Override
  public long oldestBlock() {
    return base.height();
  }

  @Override
  public long oldestEvent() {
    return base.firstEvent();
  }

  private void requireKept(long height) {
    if (height > 0 && height < base.height()) {
      throw HistoryPrunedException.block(height, base.height());
    }
  }

  /** Headers of some blocks below the oldest are there as well. */
  private <T> Optional<T> kept(long height, Optional<T> found) {
    if (found.isEmpty()) {
      requireKept(height);
    }
    return found;
  }

  /** Told how far a check has come. */
  @FunctionalInterface
  public interface Progress {
    void at(long height, long head);
  }

  /**
   * Reads everything and compares each part with what follows from the others. Nothing may be
   * committed meanwhile.
   *
   * @return what is wrong, at most 100 lines that name column and height; none if all is well
   */
  public List<String> check(Progress progress) {
    return new ChainCheck(store, this, blocks, tree).run(progress);
  }

  /** Keys that the block at {@code height} changed; empty when that is not kept. */
  Optional<List<Bytes>> changedAt(long height) {
    return history.changedAt(height);
  }

  /** The signed checkpoint that is kept of the log as the block at {@code height} left it. */
  public Optional<Bytes> checkpoint(long height) {
    return height > head.height() ? Optional.empty() : checkpoints.at(height);
  }

  /** Heights with a kept checkpoint, newest first, from {@code height} down. */
  public List<Long> checkpointsDownFrom(long height, int limit) {
    return checkpoints.downFrom(Math.min(height, head.height()), limit);
  }

  /** The lowest height with a kept checkpoint from {@code height} on. */
  public OptionalLong checkpointFrom(long height) {
    OptionalLong found = checkpoints.ceiling(height);
    return found.isPresent() && found.getAsLong() <= head.height() ? found : OptionalLong.empty();
  }

  /** The highest height whose overwritten tree nodes were let go. */
  long oldestTree() {
    return head.oldestTree();
  }

  /** Where the state tree reads its nodes. */
  public NodeSource stateNodes() {
    return tree;
  }

  /** Where the event tree reads its tiles. */
  public TileSource tiles() {
    return (level, index) ->
        Optional.ofNullable(store.get(Column.TILES, Keys.tile(level, index))).map(Bytes::wrap);
  }

  /**
   * The entries that are on disk at the moment of each read: for reading under the changes of
   * blocks that may be committed meanwhile, which hide every entry that such a commit writes.
   */
  public StateReader newestState() {
    return history.newest();
  }

  /**
   * Heights above 0 and up to {@code upTo} whose blocks changed the state entry {@code key}, newest
   * first, at most {@code limit}; only those whose state before is kept.
   */
  public List<Long> changesOf(Bytes key, long upTo, int limit) {
    return history.changesOf(key, upTo, limit);
  }

  /**
   * The newest block as the parent of further ones.
   *
   * @param states the state tree over {@link #stateNodes()}
   */
  public ChainHead head(StateTree states) {
    HeadRecord now = head;
    Block block = required(block(now.height()), Column.HEADERS, now.height());
    return new ChainHead(
        block,
        stateAt(now.height()),
        states.open(new StateRoot(now.height(), now.stateRoot())),
        EventTree.open(now.eventCount(), block.header().extra().eventRoot(), tiles()));
  }

  /**
   * Proves what the state after {@code height} says about {@code key}.
   *
   * @return empty when that height's tree is not kept: {@link #treeRetention()} says which are
   */
  public Optional<StateProof> prove(long height, Bytes key) {
    return header(height)
        .flatMap(header -> StateTree.prove(tree, new StateRoot(height, header.stateRoot()), key));
  }

  @Override
  public long headHeight() {
    return head.height();
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    if (height > head.height()) {
      return Optional.empty();
    }
    RecentBlock cached = recent.get(height);
    return cached != null
        ? Optional.of(cached.block().header())
        : kept(height, blocks.header(height));
  }

  @Override
  public Optional<Hash> blockHash(long height) {
    if (height > head.height()) {
      return Optional.empty();
    }
    RecentBlock cached = recent.get(height);
    return cached != null ? Optional.of(cached.block().hash()) : kept(height, blocks.hash(height));
  }

  @Override
  public OptionalLong heightOf(Hash blockHash) {
    byte[] height = store.get(Column.BLOCK_HASHES, blockHash.unsafeArray());
    if (height == null) {
      return OptionalLong.empty();
    }
    long found = Keys.number(height, Column.BLOCK_HASHES);
    return found <= head.height() ? OptionalLong.of(found) : OptionalLong.empty();
  }

  @Override
  public Optional<Block> block(long height) {
    requireKept(height);
    if (height > head.height()) {
      return Optional.empty();
    }
    RecentBlock cached = recent.get(height);
    return cached != null ? Optional.of(cached.block()) : blocks.block(height);
  }

  @Override
  public Optional<List<Receipt>> receipts(long height) {
    requireKept(height);
    if (height > head.height()) {
      return Optional.empty();
    }
    RecentBlock cached = recent.get(height);
    return cached != null ? Optional.of(cached.receipts()) : blocks.receipts(height);
  }

  @Override
  public Optional<TransactionPlace> transactionPlace(Hash transactionHash) {
    return place(Column.TRANSACTIONS, transactionHash.unsafeArray());
  }

  @Override
  public Optional<TransactionPlace> transactionBySender(Address sender, long nonce) {
    return place(Column.INDEX, Keys.senderNonce(sender, nonce));
  }

  @Override
  public List<Long> blocksOf(Address account, long from, boolean rising, int limit) {
    List<Long> found =
        accountIndex.blocks(account, Math.max(from, 0), rising, limit).stream()
            .filter(height -> height <= head.height())
            .toList();
    long oldest = oldestBlock();
    if (oldest > 0 && (rising ? from < oldest : found.size() < limit)) {
      throw HistoryPrunedException.transactions(oldest);
    }
    return found;
  }

  private Optional<TransactionPlace> place(Column column, byte[] key) {
    byte[] place = store.get(column, key);
    return place == null
        ? Optional.empty()
        : Optional.of(Keys.place(place, column)).filter(found -> found.height() <= head.height());
  }

  @Override
  public Optional<Bytes> certificate(long height) {
    requireKept(height);
    if (height > head.height()) {
      return Optional.empty();
    }
    RecentBlock cached = recent.get(height);
    if (cached != null) {
      return Optional.of(cached.certificate()).filter(certificate -> !certificate.isEmpty());
    }
    return blocks.certificate(height);
  }

  @Override
  public List<RecordedEvent> events(long height) {
    requireKept(height);
    if (height > head.height()) {
      return List.of();
    }
    RecentBlock cached = recent.get(height);
    if (cached != null) {
      return cached.events();
    }
    return blocks.events(height, 0, Integer.MAX_VALUE).orElse(List.of());
  }

  @Override
  public long eventCount() {
    return head.eventCount();
  }

  @Override
  public List<RecordedEvent> eventsFrom(long sequence, int limit) {
    var found = new ArrayList<RecordedEvent>();
    HeadRecord now = head;
    if (sequence < 0 || sequence >= now.eventCount()) {
      return found;
    }
    if (sequence < oldestEvent()) {
      found.addAll(events(0, sequence, limit));
      if (found.isEmpty()) {
        throw HistoryPrunedException.event(sequence, oldestEvent());
      }
      return found;
    }
    long height = blocks.heightOfEvent(sequence);
    while (found.size() < limit && height >= 0 && height <= now.height()) {
      found.addAll(events(height, sequence, limit - found.size()));
      height++;
    }
    return found;
  }

  private List<RecordedEvent> events(long height, long sequence, int limit) {
    RecentBlock cached = recent.get(height);
    if (cached == null) {
      return required(blocks.events(height, sequence, limit), Column.EVENTS, height);
    }
    return cached.events().stream()
        .dropWhile(event -> event.sequence() < sequence)
        .limit(limit)
        .toList();
  }

  @Override
  public StateReader stateAt(long height) {
    HeadRecord now = head;
    if (height > now.height()) {
      throw new IllegalArgumentException(
          "height %d is above the head %d".formatted(height, now.height()));
    }
    if (height < history.oldest()) {
      throw new HistoryPrunedException(height, history.oldest(), now.height());
    }
    return history.at(height);
  }

  @Override
  public long oldestState() {
    return history.oldest();
  }

  @Override
  public List<PlacedLog> logs(LogQuery query, LogLimits limits) {
    var found = new ArrayList<PlacedLog>();
    long first = Math.max(query.fromHeight(), 0);
    long last = Math.min(query.toHeight(), head.height());
    long oldest = oldestBlock();
    if (first < oldest && last > 0 && first <= last) {
      throw HistoryPrunedException.block(Math.max(first, 1), oldest);
    }
    int blocksLeft = limits.blocks();
    try (LogIndex.Candidates candidates = logIndex.candidates(query, limits.seeks())) {
      OptionalLong height = candidates.next(first, last);
      while (height.isPresent()) {
        long at = height.getAsLong();
        if (blocksLeft-- == 0) {
          throw TooManyResultsException.work(limits.blocks(), first, at - 1);
        }
        addMatches(query, at, limits.results(), found);
        height = candidates.next(at + 1, last);
      }
    }
    return found;
  }

  private void addMatches(LogQuery query, long height, int maxResults, List<PlacedLog> found) {
    List<Receipt> receipts = required(receipts(height), Column.RECEIPTS, height);
    int logIndex = 0;
    for (int tx = 0; tx < receipts.size(); tx++) {
      for (Log log : receipts.get(tx).logs()) {
        if (LogIndex.matches(query, log)) {
          if (found.size() == maxResults) {
            throw TooManyResultsException.results(
                maxResults, Math.max(query.fromHeight(), 0), height - 1);
          }
          found.add(new PlacedLog(log, height, tx, logIndex));
        }
        logIndex++;
      }
    }
  }
}
