package althing.ledger.chain;

import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Bloom;
import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.event.Event;
import althing.ledger.event.EventDecoder;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.ExecutedBlock.Change;
import althing.ledger.execution.TestChain;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogUpdate;
import althing.ledger.log.LogVersion;
import althing.ledger.port.KeyValueStore;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.state.StateVersion;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Random blocks that mean nothing, and beside the store under test everything they hold, kept the
 * simplest way. State keys are chosen to be prefixes of one another and to hold zero bytes.
 */
final class SyntheticChain {

  static final long CHAIN_ID = 77;
  static final List<Address> ADDRESSES =
      List.of(Address.system(0x1001), Address.system(0x1002), TestChain.person("a"));
  static final List<Hash> TOPICS =
      List.of(
          topic(1),
          topic(2),
          topic(3),
          Hash.ZERO,
          Hash.wrap(
              new byte[] {
                1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0,
                0, 0, 0, 1
              }));
  static final EventDecoder DECODER = SyntheticChain::decode;

  private static final int EVENT_HEADER = 24;
  private static final int EPOCH = 7;

  private final Random random;
  private final List<SignedTransaction> pool = new ArrayList<>();
  private final List<BlockCommit> commits = new ArrayList<>();
  private final List<SortedMap<Bytes, Bytes>> states = new ArrayList<>();
  private StateTree tree;
  private StateVersion version = StateTree.empty();
  private LogVersion log = EventTree.empty();
  private ChainStore chain;

  /** What an event says here: nothing. */
  private record Noise() implements Event {}

  SyntheticChain(long seed, KeyValueStore store, Retention retention) {
    random = new Random(seed);
    for (int i = 0; i < 64; i++) {
      pool.add(
          TestChain.sign("alice", i, TestChain.person("bob"), Amount.ONE, Bytes.EMPTY, 21_000));
    }
    chain = open(store, retention);
    tree = new StateTree(chain.stateNodes(), 16);
  }

  static ChainStore open(KeyValueStore store, Retention retention) {
    return ChainStore.open(store, CHAIN_ID, retention, DECODER);
  }

  ChainStore chain() {
    return chain;
  }

  List<BlockCommit> commits() {
    return commits;
  }

  /** All entries after the block at {@code height}. */
  SortedMap<Bytes, Bytes> state(long height) {
    return states.get((int) height);
  }

  /** Goes on with the same blocks on another store, or the same one opened again. */
  void reopen(KeyValueStore store, Retention retention) {
    chain = open(store, retention);
    tree = new StateTree(chain.stateNodes(), 16);
    if (!chain.isEmpty()) {
      version = chain.head(tree).stateVersion();
    }
  }

  SyntheticChain grow(int blocks) {
    for (int i = 0; i < blocks; i++) {
      chain.commit(make());
    }
    return this;
  }

  /** Makes the next block and remembers it; the caller commits it. */
  BlockCommit make() {
    int height = commits.size();
    SortedMap<Bytes, Bytes> before = height == 0 ? new TreeMap<>() : states.getLast();
    SortedMap<Bytes, Change> changes = changes(before);
    var after = new TreeMap<>(before);
    changes.forEach((key, change) -> {
      if (change.after() == null) {
        after.remove(key);
      } else {
        after.put(key, change.after());
      }
    });
    StateUpdate state =
        tree.apply(
            version,
            height,
            action -> changes.forEach((key, change) -> action.accept(key, change.after())));
    List<SignedTransaction> transactions = transactions();
    List<Receipt> receipts = transactions.stream().map(_ -> receipt()).toList();
    List<RecordedEvent> events = events(height);
    LogUpdate logUpdate =
        EventTree.append(log, events.stream().map(RecordedEvent::encoded).toList());
    var body = new BlockBody(transactions, Bytes.EMPTY, Bytes.EMPTY);
    Block block = Block.of(header(height, state, receipts, logUpdate.version()), body);
    var commit =
        new BlockCommit(
            block,
            receipts,
            events,
            random.nextInt(3) == 0 ? Bytes.EMPTY : bytes(50),
            changes,
            state.nodes(),
            state.stale(),
            logUpdate.tiles(),
            height > 0 && height % EPOCH == 0,
            Bytes.EMPTY);
    version = state.version();
    log = logUpdate.version();
    commits.add(commit);
    states.add(after);
    return commit;
  }

  private BlockHeader header(
      int height, StateUpdate state, List<Receipt> receipts, LogVersion newLog) {
    return new BlockHeader(
        height == 0 ? Hash.ZERO : commits.getLast().block().hash(),
        Address.ZERO,
        state.root().hash(),
        Hash.ZERO,
        Hash.ZERO,
        Bloom.ofReceipts(receipts),
        height,
        30_000_000,
        0,
        1_700_000_000_000L + height,
        new BlockHeader.ExtraData(
            Hash.ZERO, Hash.ZERO, newLog.root(), newLog.size(), Hash.ZERO, Hash.ZERO, Hash.ZERO),
        Hash.ZERO,
        Amount.ONE);
  }

  private SortedMap<Bytes, Change> changes(SortedMap<Bytes, Bytes> before) {
    var changes = new TreeMap<Bytes, Change>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      Bytes key = key();
      Bytes now = before.get(key);
      Bytes next = now != null && random.nextInt(3) == 0 ? null : bytes(1 + random.nextInt(6));
      if (!Objects.equals(now, next)) {
        changes.put(key, new Change(now, next));
      }
    }
    return changes;
  }

  /** A state key: one of few, most of them prefixes of others. */
  Bytes key() {
    byte[] key = new byte[1 + random.nextInt(5)];
    byte[] letters = {0, 0, 1, (byte) 0xff, 0x41};
    for (int i = 0; i < key.length; i++) {
      key[i] = letters[random.nextInt(letters.length)];
    }
    key[0] = (byte) random.nextInt(3);
    return Bytes.wrap(key);
  }

  private List<SignedTransaction> transactions() {
    var transactions = new ArrayList<SignedTransaction>();
    for (int i = random.nextInt(4); i > 0 && !pool.isEmpty(); i--) {
      transactions.add(pool.removeFirst());
    }
    return transactions;
  }

  private Receipt receipt() {
    var logs = new ArrayList<Log>();
    for (int i = random.nextInt(4); i > 0; i--) {
      var topics = new ArrayList<Hash>();
      for (int j = random.nextInt(5); j > 0; j--) {
        topics.add(TOPICS.get(random.nextInt(TOPICS.size())));
      }
      logs.add(new Log(ADDRESSES.get(random.nextInt(ADDRESSES.size())), topics, bytes(3)));
    }
    return new Receipt(2, random.nextBoolean(), 0, 0, Amount.ONE, logs, bytes(4));
  }

  private List<RecordedEvent> events(int height) {
    var events = new ArrayList<RecordedEvent>();
    for (int i = random.nextInt(6); i > 0; i--) {
      byte[] encoded =
          ByteBuffer.allocate(EVENT_HEADER + 5)
              .put((byte) 1)
              .putShort((short) 9)
              .put((byte) 0)
              .putLong(height)
              .putInt(RecordedEvent.NO_TRANSACTION)
              .putInt(events.size())
              .put(bytes(5).unsafeArray())
              .array();
      events.add(decode(log.size() + events.size(), Bytes.wrap(encoded)));
    }
    return events;
  }

  private static RecordedEvent decode(long sequence, Bytes encoded) {
    var in = ByteBuffer.wrap(encoded.unsafeArray());
    return new RecordedEvent(
        sequence,
        in.getLong(4),
        in.getInt(12),
        in.getInt(16),
        in.getShort(1),
        new Noise(),
        encoded);
  }

  private Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static Hash topic(int number) {
    return Hash.wrap(Bytes.concat(new byte[31], new byte[] {(byte) number}));
  }
}
