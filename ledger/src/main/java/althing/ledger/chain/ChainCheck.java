package althing.ledger.chain;

import static althing.ledger.chain.BlockColumns.required;

import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Bloom;
import althing.ledger.block.HeaderCodec;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.crypto.Sha256;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.Checkpoint;
import althing.ledger.log.EventProver;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogVersion;
import althing.ledger.log.SignedNote;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.state.NodeKey;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateRoot;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateTreeBuilder;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that a chain's store holds and compares each part with what follows from the
 * others: links and roots of headers, indexes with blocks, events with their tree and its tiles,
 * entries and their past with state roots. Signatures are for a replay to check; certificates and
 * the returned data of calls are committed to by nothing that is here.
 */
final class ChainCheck {

  /** Problems named before the check ends early. */
  private static final int MAX_PROBLEMS = 100;

  /** Heights whose state is rebuilt from its history, at most. */
  private static final int REBUILT_STATES = 8;

  private final KeyValueStore store;
  private final ChainStore chain;
  private final BlockColumns blocks;
  private final TreeNodes tree;
  private final List<String> problems = new ArrayList<>();
  private final Map<Column, Long> expected = new EnumMap<>(Column.class);
  private final Map<NodeKey, Long> stale = new HashMap<>();
  private Hash parent = Hash.ZERO;
  private LogVersion log = EventTree.empty();

  ChainCheck(KeyValueStore store, ChainStore chain, BlockColumns blocks, TreeNodes tree) {
    this.store = store;
    this.chain = chain;
    this.blocks = blocks;
    this.tree = tree;
  }

  List<String> run(ChainStore.Progress progress) {
    long head = chain.headHeight();
    long oldest = chain.oldestBlock();
    for (long height = 0; height <= head && problems.size() < MAX_PROBLEMS; height++) {
      if (height > 0 && height < oldest) {
        height = oldest;
        attempt(() -> ancestors(oldest));
      }
      long at = height;
      attempt(() -> block(at));
      attempt(() -> changes(at));
      progress.at(height, head);
    }
    attempt(this::tiles);
    attempt(() -> checkpoints(head));
    attempt(this::states);
    expected.forEach((column, count) -> attempt(() -> count(column, count)));
    return problems;
  }

  private void attempt(Runnable part) {
    try {
      part.run();
    } catch (StoreException | MalformedException | IllegalArgumentException e) {
      problem(String.valueOf(e.getMessage()));
    }
  }

  private void problem(String text) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(text);
    }
  }

  private void require(boolean condition, Column column, long height, String problem) {
    if (!condition) {
      problem("column %s: height %d: %s".formatted(column, height, problem));
    }
  }

  private void expect(Column column, long more) {
    expected.merge(column, more, Long::sum);
  }

  /** The headers before the block that the chain began with, and the log as they leave it. */
  private void ancestors(long oldest) {
    BlockHeader newest = required(blocks.header(oldest - 1), Column.HEADERS, oldest - 1);
    parent = HeaderCodec.hash(newest);
    log = EventTree.open(newest.extra().eventCount(), newest.extra().eventRoot(), chain.tiles());
    require(
        log.size() == chain.oldestEvent(), Column.META, oldest, "its first event is another one");
    expect(Column.HEADERS, 1);
    Hash wanted = newest.parentHash();
    for (long height = oldest - 2; height > 0; height--) {
      Optional<BlockHeader> header = blocks.header(height);
      if (header.isEmpty()) {
        return;
      }
      require(
          HeaderCodec.hash(header.get()).equals(wanted),
          Column.HEADERS,
          height,
          "it is not the parent of the next");
      wanted = header.get().parentHash();
      expect(Column.HEADERS, 1);
    }
  }

  private void block(long height) {
    Block block = required(blocks.block(height), Column.HEADERS, height);
    BlockHeader header = block.header();
    BlockBody body = block.body();
    require(header.height() == height, Column.HEADERS, height, "it says another height");
    require(
        header.parentHash().equals(parent), Column.HEADERS, height, "its parent is another block");
    parent = block.hash();
    require(
        chain.heightOf(block.hash()).orElse(-1) == height,
        Column.BLOCK_HASHES,
        height,
        "its hash leads elsewhere");
    require(
        Block.transactionsRoot(body.transactions()).equals(header.transactionsRoot()),
        Column.BODIES,
        height,
        "the transactions do not have the header's root");
    require(
        Sha256.hash(body.lastCommit()).equals(header.extra().lastCommitHash()),
        Column.BODIES,
        height,
        "lastCommit does not have the header's hash");
    require(
        Sha256.hash(body.vrfProof()).equals(header.extra().vrfHash()),
        Column.BODIES,
        height,
        "vrfProof does not have the header's hash");
    expect(Column.HEADERS, 1);
    expect(Column.BODIES, 1);
    expect(Column.BLOCK_HASHES, 1);
    transactions(height, body.transactions());
    receipts(height, header, body.transactions());
    events(height, header);
  }

  private void transactions(long height, List<SignedTransaction> transactions) {
    for (int i = 0; i < transactions.size(); i++) {
      SignedTransaction signed = transactions.get(i);
      var place = new TransactionPlace(height, i);
      require(
          chain.transactionPlace(signed.hash()).filter(place::equals).isPresent(),
          Column.TRANSACTIONS,
          height,
          "transaction " + i + " is not found by its hash");
      require(
          chain
              .transactionBySender(signed.sender(), signed.transaction().nonce())
              .filter(place::equals)
              .isPresent(),
          Column.INDEX,
          height,
          "transaction " + i + " is not found by its sender and nonce");
    }
    expect(Column.TRANSACTIONS, transactions.size());
    expect(Column.INDEX, transactions.size());
  }

  private void receipts(long height, BlockHeader header, List<SignedTransaction> transactions) {
    List<Receipt> receipts = required(blocks.receipts(height), Column.RECEIPTS, height);
    require(
        receipts.size() == transactions.size()
            && Block.receiptsRoot(receipts).equals(header.receiptsRoot())
            && Bloom.ofReceipts(receipts).equals(header.logsBloom()),
        Column.RECEIPTS,
        height,
        "the receipts do not have the header's root and bloom");
    var keys = new ArrayList<>(LogIndex.keys(height, receipts));
    keys.addAll(AccountIndex.keys(height, transactions));
    for (byte[] key : keys) {
      require(
          store.get(Column.LOGS, key) != null,
          Column.LOGS,
          height,
          "index entry " + Bytes.of(key) + " is missing");
    }
    expect(Column.RECEIPTS, 1);
    expect(Column.LOGS, keys.size());
  }

  private void events(long height, BlockHeader header) {
    long first = log.size();
    List<RecordedEvent> events =
        required(blocks.events(height, 0, Integer.MAX_VALUE), Column.EVENTS, height);
    for (int i = 0; i < events.size(); i++) {
      RecordedEvent event = events.get(i);
      require(
          event.sequence() == first + i && event.height() == height && event.index() == i,
          Column.EVENTS,
          height,
          "event %d says it is %d of height %d, number %d"
              .formatted(i, event.index(), event.height(), event.sequence()));
    }
    log = EventTree.append(log, events.stream().map(RecordedEvent::encoded).toList()).version();
    require(
        log.size() == header.extra().eventCount() && log.root().equals(header.extra().eventRoot()),
        Column.EVENTS,
        height,
        "the events do not have the header's root");
    if (!events.isEmpty()) {
      require(
          blocks.heightOfEvent(first) == height,
          Column.SEQUENCES,
          height,
          "event " + first + " is not found there");
      expect(Column.SEQUENCES, 1);
    }
    expect(Column.EVENTS, 1);
  }

  private void tiles() {
    if (chain.oldestBlock() == 0) {
      new EventProver(chain.tiles(), log.size()).check(log.root());
    } else {
      EventTree.open(log.size(), log.root(), chain.tiles());
    }
  }

  /** Whose signature a checkpoint bears is not known here. */
  private void checkpoints(long head) {
    for (long height : chain.checkpointsDownFrom(head, Integer.MAX_VALUE)) {
      var note = SignedNote.parse(chain.checkpoint(height).orElseThrow());
      var checkpoint = Checkpoint.parse(note.text());
      BlockHeader header = required(blocks.header(height), Column.HEADERS, height);
      require(
          checkpoint.size() == header.extra().eventCount()
              && checkpoint.root().equals(header.extra().eventRoot()),
          Column.META,
          height,
          "the checkpoint does not have the header's event root");
    }
  }

  private void changes(long height) {
    if (height > chain.oldestTree()) {
      List<NodeKey> keys = tree.staleAt(height);
      require(
          !tree.read(keys).contains(null),
          Column.STALE,
          height,
          "it names a tree node that is not there");
      for (NodeKey key : keys) {
        Long earlier = stale.put(key, height);
        require(earlier == null, Column.STALE, height, key + " was left unreachable once before");
      }
      expect(Column.STALE, 1);
    }
    if (height == 0 || height <= chain.oldestState()) {
      return;
    }
    List<Bytes> keys = required(chain.changedAt(height), Column.CHANGES, height);
    for (Bytes key : keys) {
      require(
          store.get(Column.HISTORY, HistoryKey.of(key, height)) != null,
          Column.HISTORY,
          height,
          "the value of " + key + " before it is missing");
    }
    expect(Column.CHANGES, 1);
    expect(Column.HISTORY, keys.size());
  }

  /**
   * Rebuilds the state and walks its tree at some heights, the oldest and the newest among them.
   */
  private void states() {
    long oldest = chain.oldestState();
    long head = chain.headHeight();
    long step = Math.max(1, (head - oldest) / (REBUILT_STATES - 1));
    for (long height = head; height > oldest; height -= step) {
      state(height);
      stateTree(height);
    }
    state(oldest);
    stateTree(oldest);
  }

  private void state(long height) {
    StateReader state = chain.stateAt(height);
    var entries = new StateTreeBuilder(1024);
    state.scan(
        Bytes.EMPTY,
        Bytes.EMPTY,
        (key, value) -> {
          entries.add(key, value);
          return true;
        });
    Column column = height == chain.headHeight() ? Column.LATEST : Column.HISTORY;
    require(
        entries.build(height, node -> {}).hash().equals(stateRoot(height)),
        column,
        height,
        "the entries do not have the header's state root");
  }

  private void stateTree(long height) {
    if (height >= chain.oldestTree()) {
      var root = new StateRoot(height, stateRoot(height));
      attempt(() -> StateTree.walk(keys -> readReachable(keys, height), root, (key, value) -> {}));
    }
  }

  /** A tree node that is reached at a height cannot have been left unreachable by then. */
  private List<@Nullable Bytes> readReachable(List<NodeKey> keys, long height) {
    for (NodeKey key : keys) {
      Long since = stale.get(key);
      require(
          since == null || since > height,
          Column.STALE,
          since == null ? height : since,
          key + " is still reached at height " + height);
    }
    return tree.read(keys);
  }

  private Hash stateRoot(long height) {
    return required(blocks.header(height), Column.HEADERS, height).stateRoot();
  }

  private void count(Column column, long count) {
    long found = 0;
    try (Cursor cursor = store.cursor(column)) {
      for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
        Objects.requireNonNull(cursor.value());
        found++;
      }
    }
    if (found != count) {
      problem("column %s: %d entries, the blocks make %d".formatted(column, found, count));
    }
  }
}
