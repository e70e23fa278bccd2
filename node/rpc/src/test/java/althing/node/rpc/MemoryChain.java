package althing.node.rpc;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ProofReader;
import althing.ledger.crypto.Sha256;
import althing.ledger.event.RecordedEvent;
import althing.ledger.state.MapState;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A chain in lists. Proofs and tiles are worked out anew each time, straight from RFC 9162. */
final class MemoryChain implements ChainReader, ProofReader {

  private static final byte[] LEAF = {0};
  private static final byte[] INNER = {1};
  private static final int TILE = 256;

  private final List<Block> blocks = new CopyOnWriteArrayList<>();
  private final List<List<Receipt>> receipts = new CopyOnWriteArrayList<>();
  private final List<List<RecordedEvent>> events = new CopyOnWriteArrayList<>();
  private final List<MapState> states = new CopyOnWriteArrayList<>();
  private final List<RecordedEvent> log = new CopyOnWriteArrayList<>();
  private final Set<Long> uncertified = new HashSet<>();
  private volatile long oldestState;
  private volatile long head = -1;

  void append(
      Block block, List<Receipt> blockReceipts, List<RecordedEvent> blockEvents, MapState after) {
    blocks.add(block);
    receipts.add(blockReceipts);
    events.add(blockEvents);
    log.addAll(blockEvents);
    states.add(after);
    head = block.height();
  }

  /** Forgets the states below a height, as a pruned node does. */
  void pruneBelow(long height) {
    oldestState = height;
  }

  /** Heights whose blocks are final by a descendant's certificate. */
  void withholdCertificates(long... heights) {
    for (long height : heights) {
      uncertified.add(height);
    }
  }

  /** Keys of the newest state. */
  List<Bytes> entryKeys() {
    return List.copyOf(states.getLast().entries().keySet());
  }

  private boolean has(long height) {
    return height >= 0 && height <= head;
  }

  @Override
  public long headHeight() {
    return head;
  }

  @Override
  public Optional<BlockHeader> header(long height) {
    return block(height).map(Block::header);
  }

  @Override
  public Optional<Hash> blockHash(long height) {
    return block(height).map(Block::hash);
  }

  @Override
  public OptionalLong heightOf(Hash blockHash) {
    return blocks.stream()
        .filter(block -> block.hash().equals(blockHash))
        .mapToLong(Block::height)
        .findFirst();
  }

  @Override
  public Optional<Block> block(long height) {
    return has(height) ? Optional.of(blocks.get((int) height)) : Optional.empty();
  }

  @Override
  public Optional<List<Receipt>> receipts(long height) {
    return has(height) ? Optional.of(receipts.get((int) height)) : Optional.empty();
  }

  @Override
  public Optional<TransactionPlace> transactionPlace(Hash hash) {
    for (Block block : blocks) {
      for (int i = 0; i < block.body().transactions().size(); i++) {
        if (block.body().transactions().get(i).hash().equals(hash)) {
          return Optional.of(new TransactionPlace(block.height(), i));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<TransactionPlace> transactionBySender(Address sender, long nonce) {
    for (Block block : blocks) {
      for (int i = 0; i < block.body().transactions().size(); i++) {
        var transaction = block.body().transactions().get(i);
        if (transaction.sender().equals(sender) && transaction.transaction().nonce() == nonce) {
          return Optional.of(new TransactionPlace(block.height(), i));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Long> blocksOf(Address account, long from, boolean rising, int limit) {
    var heights = new ArrayList<Long>();
    for (long at = from; has(at) && heights.size() < limit; at += rising ? 1 : -1) {
      boolean touches =
          block(at).orElseThrow().body().transactions().stream()
              .anyMatch(
                  each -> each.sender().equals(account) || account.equals(each.transaction().to()));
      if (touches) {
        heights.add(at);
      }
    }
    return heights;
  }

  @Override
  public Optional<Bytes> certificate(long height) {
    return has(height) && !uncertified.contains(height)
        ? Optional.of(Bytes.utf8("certificate " + height))
        : Optional.empty();
  }

  @Override
  public List<RecordedEvent> events(long height) {
    return has(height) ? events.get((int) height) : List.of();
  }

  @Override
  public long eventCount() {
    return has(head) ? header(head).orElseThrow().extra().eventCount() : 0;
  }

  @Override
  public List<RecordedEvent> eventsFrom(long sequence, int limit) {
    long end = Math.min(eventCount(), sequence + limit);
    var found = new ArrayList<RecordedEvent>();
    for (long at = sequence; at < end; at++) {
      found.add(log.get((int) at));
    }
    return found;
  }

  @Override
  public StateReader stateAt(long height) {
    if (height < oldestState) {
      throw new HistoryPrunedException(height, oldestState, head);
    }
    return states.get((int) height);
  }

  @Override
  public long oldestState() {
    return oldestState;
  }

  @Override
  public List<PlacedLog> logs(LogQuery query, LogLimits limits) {
    var found = new ArrayList<PlacedLog>();
    for (long height = query.fromHeight(); height <= query.toHeight(); height++) {
      int logIndex = 0;
      for (int tx = 0; tx < receipts.get((int) height).size(); tx++) {
        for (Log each : receipts.get((int) height).get(tx).logs()) {
          if (matches(query, each)) {
            found.add(new PlacedLog(each, height, tx, logIndex));
          }
          logIndex++;
        }
      }
      if (found.size() > limits.results()) {
        throw TooManyResultsException.results(limits.results(), query.fromHeight(), height - 1);
      }
    }
    return found;
  }

  private static boolean matches(LogQuery query, Log log) {
    if (!query.addresses().isEmpty() && !query.addresses().contains(log.address())) {
      return false;
    }
    for (int i = 0; i < query.topics().size(); i++) {
      var wanted = query.topics().get(i);
      if (!wanted.isEmpty()
          && (i >= log.topics().size() || !wanted.contains(log.topics().get(i)))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Hash eventRoot(long size) {
    requireSize(size);
    return root(eventsFrom(0, (int) size));
  }

  static Hash root(List<RecordedEvent> leaves) {
    return switch (leaves.size()) {
      case 0 -> Sha256.hash(new byte[0]);
      case 1 -> Sha256.hash(LEAF, leaves.getFirst().encoded().unsafeArray());
      default -> {
        int split = Integer.highestOneBit(leaves.size() - 1);
        yield inner(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
      }
    };
  }

  static Hash inner(Hash left, Hash right) {
    return Sha256.hash(INNER, left.unsafeArray(), right.unsafeArray());
  }

  @Override
  public List<Hash> inclusionProof(long sequence, long size) {
    requireSize(size);
    if (sequence < 0 || sequence >= size) {
      throw new IllegalArgumentException(
          "sequence " + sequence + " is not in a tree of " + size + " events");
    }
    return path((int) sequence, eventsFrom(0, (int) size));
  }

  private static List<Hash> path(int leaf, List<RecordedEvent> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    var left = leaves.subList(0, split);
    var right = leaves.subList(split, leaves.size());
    var path = new ArrayList<>(leaf < split ? path(leaf, left) : path(leaf - split, right));
    path.add(root(leaf < split ? right : left));
    return path;
  }

  @Override
  public List<Hash> consistencyProof(long oldSize, long newSize) {
    requireSize(newSize);
    if (oldSize < 0 || oldSize > newSize) {
      throw new IllegalArgumentException(
          "old size " + oldSize + " is above the new size " + newSize);
    }
    return oldSize == 0
        ? List.of()
        : consistency((int) oldSize, eventsFrom(0, (int) newSize), true);
  }

  private static List<Hash> consistency(int size, List<RecordedEvent> leaves, boolean whole) {
    if (size == leaves.size()) {
      return whole ? List.of() : List.of(root(leaves));
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    var left = leaves.subList(0, split);
    var right = leaves.subList(split, leaves.size());
    var proof = new ArrayList<Hash>();
    if (size <= split) {
      proof.addAll(consistency(size, left, whole));
      proof.add(root(right));
    } else {
      proof.addAll(consistency(size - split, right, false));
      proof.add(root(left));
    }
    return proof;
  }

  private void requireSize(long size) {
    if (size < 0 || size > eventCount()) {
      throw new IllegalArgumentException(
          "size " + size + " is above the log's " + eventCount() + " events");
    }
  }

  @Override
  public String checkpoint() {
    return "althing.test\n" + eventCount() + "\n" + eventRoot(eventCount()).toHex() + "\n\n";
  }

  /** Every third block is taken for the end of an epoch. */
  @Override
  public String checkpointAt(long height) {
    if (height == 0 || height % 3 != 0 || !has(height)) {
      throw new NoCheckpointException(height, OptionalLong.empty(), OptionalLong.of(3));
    }
    long size = header(height).orElseThrow().extra().eventCount();
    return "althing.test\n" + size + "\n" + eventRoot(size).toHex() + "\n\n";
  }

  @Override
  public Optional<Bytes> tile(int level, long index, int width) {
    long span = 1L << 8 * level;
    long last = (index * TILE + width) * span;
    if (level > 3 || index > 1L << 40 || last > eventCount()) {
      return Optional.empty();
    }
    var out = new ByteArrayOutputStream();
    for (int i = 0; i < width; i++) {
      long from = (index * TILE + i) * span;
      out.writeBytes(root(eventsFrom(from, (int) span)).unsafeArray());
    }
    return Optional.of(Bytes.wrap(out.toByteArray()));
  }

  @Override
  public StateProof stateProof(Bytes key, long height) {
    if (height < oldestState) {
      throw new NotProvableException(height, OptionalLong.empty(), oldestState);
    }
    Bytes value = states.get((int) height).get(key);
    return value == null
        ? new StateProof(new StateProof.Nothing(), List.of())
        : new StateProof(
            new StateProof.Leaf(Sha256.hash(key), Sha256.hash(value)), List.of(Hash.ZERO));
  }

  @Override
  public Optional<Bytes> entryBundle(long index, int width) {
    if (index > 1 << 20 || index * TILE + width > eventCount()) {
      return Optional.empty();
    }
    var out = new ByteArrayOutputStream();
    for (long i = index * TILE; i < index * TILE + width; i++) {
      byte[] leaf = log.get((int) i).encoded().unsafeArray();
      out.write(leaf.length >>> 8);
      out.write(leaf.length);
      out.writeBytes(leaf);
    }
    return Optional.of(Bytes.wrap(out.toByteArray()));
  }

  /** Everything that a refused call must leave as it was. */
  Map<String, Object> fingerprint() {
    var all = new HashMap<String, Object>();
    all.put("head", head);
    all.put("events", eventCount());
    all.put("state", states.getLast().entries());
    return all;
  }
}
