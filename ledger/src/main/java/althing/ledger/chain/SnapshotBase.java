package althing.ledger.chain;

import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Bloom;
import althing.ledger.block.HeaderCodec;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogVersion;
import althing.ledger.log.Tile;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The block that a chain begins with in a store that has none of the blocks between it and genesis,
 * and what those above it need of them.
 *
 * @param ancestors headers of the blocks before {@code block}, in order, at least its parent; the
 *     first is above 0
 * @param block ends an epoch, so that the tree of its state is kept for good
 * @param receipts of the block; what calls returned is unknown
 * @param events of the block
 * @param certificate of the block
 * @param finality what proves the block final, in the words of whoever stores it
 * @param tiles the unfinished tiles of the event tree before the block, one a level at most
 */
public record SnapshotBase(
    List<BlockHeader> ancestors,
    Block block,
    List<Receipt> receipts,
    List<RecordedEvent> events,
    Bytes certificate,
    Bytes finality,
    List<Tile> tiles) {

  public SnapshotBase {
    ancestors = List.copyOf(ancestors);
    receipts = List.copyOf(receipts);
    events = List.copyOf(events);
    tiles = List.copyOf(tiles);
    if (ancestors.isEmpty() || ancestors.getFirst().height() < 1) {
      throw new MalformedException("ancestors: none, or genesis among them");
    }
  }

  /**
   * What another store needs to begin with a block of this chain.
   *
   * @param height of a block that ends an epoch
   * @param oldestAncestor height of the first header before it, above 0 and below {@code height}
   */
  public static SnapshotBase read(
      ChainStore chain, long height, long oldestAncestor, Bytes finality) {
    var ancestors = new ArrayList<BlockHeader>();
    for (long at = oldestAncestor; at < height; at++) {
      ancestors.add(chain.header(at).orElseThrow());
    }
    List<Receipt> receipts =
        chain.receipts(height).orElseThrow().stream().map(SnapshotBase::withoutOutput).toList();
    return new SnapshotBase(
        ancestors,
        chain.block(height).orElseThrow(),
        receipts,
        chain.events(height),
        chain.certificate(height).orElseThrow(),
        finality,
        EventTree.unfinished(ancestors.getLast().extra().eventCount(), chain.tiles()));
  }

  /** What a call returned is in no root: nobody could check it. */
  private static Receipt withoutOutput(Receipt receipt) {
    return new Receipt(
        receipt.type(),
        receipt.succeeded(),
        receipt.gasUsed(),
        receipt.cumulativeGasUsed(),
        receipt.gasPrice(),
        receipt.logs(),
        Bytes.EMPTY);
  }

  public long height() {
    return block.height();
  }

  /** Header of the block's parent. */
  public BlockHeader parent() {
    return ancestors.getLast();
  }

  /** Number of the block's first event. */
  public long firstEvent() {
    return parent().extra().eventCount();
  }

  /** The event tree before the block. */
  public LogVersion logBefore() {
    return EventTree.open(firstEvent(), parent().extra().eventRoot(), this::tile);
  }

  private Optional<Bytes> tile(int level, long index) {
    return tiles.stream()
        .filter(tile -> tile.level() == level && tile.index() == index)
        .map(Tile::hashes)
        .findFirst();
  }

  /**
   * Compares everything with the block's header, whose hash somebody else vouches for; certificate
   * and finality excepted.
   *
   * @throws MalformedException naming the part that does not belong to it
   */
  public void requireSound() {
    BlockHeader header = block.header();
    Hash parent = header.parentHash();
    long height = header.height();
    for (BlockHeader ancestor : ancestors.reversed()) {
      height--;
      if (ancestor.height() != height || !HeaderCodec.hash(ancestor).equals(parent)) {
        throw new MalformedException("ancestors: no parent of block " + (height + 1));
      }
      parent = ancestor.parentHash();
    }
    Block.ofParts(header, block.body());
    if (receipts.size() != block.body().transactions().size()
        || !Block.receiptsRoot(receipts).equals(header.receiptsRoot())
        || !Bloom.ofReceipts(receipts).equals(header.logsBloom())) {
      throw new MalformedException("receipts: they do not have the header's root and bloom");
    }
    for (int i = 0; i < events.size(); i++) {
      RecordedEvent event = events.get(i);
      if (event.sequence() != firstEvent() + i
          || event.height() != header.height()
          || event.index() != i) {
        throw new MalformedException("events: number %d is out of place".formatted(i));
      }
    }
    if (events.stream().noneMatch(event -> event.event() instanceof TickEnded)) {
      throw new MalformedException("events: the block ends no epoch");
    }
    LogVersion after;
    try {
      if (!tiles.equals(EventTree.unfinished(firstEvent(), this::tile))) {
        throw new MalformedException("tiles: they are not the unfinished ones");
      }
      after =
          EventTree.append(logBefore(), events.stream().map(RecordedEvent::encoded).toList())
              .version();
    } catch (StoreException | IllegalArgumentException e) {
      throw new MalformedException("tiles: " + e.getMessage());
    }
    if (after.size() != header.extra().eventCount()
        || !after.root().equals(header.extra().eventRoot())) {
      throw new MalformedException("events: they do not have the header's root");
    }
    requirePrices();
  }

  /** The prices are in no root of receipts; the events have them. */
  private void requirePrices() {
    Amount[] prices = new Amount[receipts.size()];
    Arrays.fill(prices, Amount.ZERO);
    for (RecordedEvent event : events) {
      if (event.event() instanceof TransactionApplied applied
          && event.tx() >= 0
          && event.tx() < prices.length) {
        prices[event.tx()] = applied.price();
      }
    }
    for (int i = 0; i < prices.length; i++) {
      Receipt receipt = receipts.get(i);
      if (!receipt.gasPrice().equals(prices[i]) || !receipt.output().isEmpty()) {
        throw new MalformedException(
            "receipts: number %d has another price, or output".formatted(i));
      }
    }
  }

  /** As if the block had been executed and committed, but for its state. */
  BlockCommit commit() {
    return new BlockCommit(
        block,
        receipts,
        events,
        certificate,
        Collections.emptySortedMap(),
        List.of(),
        List.of(),
        EventTree.append(logBefore(), events.stream().map(RecordedEvent::encoded).toList()).tiles(),
        true,
        Bytes.EMPTY);
  }

  /** What is stored of it besides the blocks: oldest block(8) ‖ number of its first event(8). */
  record Mark(long height, long firstEvent) {

    static final byte[] KEY = Bytes.utf8("oldest-block").unsafeArray();

    /** Of a chain that is whole. */
    static final Mark NONE = new Mark(0, 0);

    byte[] encoded() {
      return Bytes.concat(Keys.number(height), Keys.number(firstEvent));
    }

    static Mark decode(Optional<byte[]> stored) {
      if (stored.isEmpty()) {
        return NONE;
      }
      byte[] mark = stored.get();
      if (mark.length != 2 * Long.BYTES) {
        throw new StoreException(
            "column META: oldest block of %d bytes instead of 16".formatted(mark.length));
      }
      return new Mark(Keys.getLong(mark, 0), Keys.getLong(mark, Long.BYTES));
    }
  }
}
