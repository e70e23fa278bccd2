package althing.ledger.chain;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The final chain on disk, to be asked from any thread. Heights run from 0 (genesis) to {@link
 * #headHeight()}; an answer for a height above the head is empty.
 *
 * <p>A chain that began with a snapshot has block 0 and those from {@link #oldestBlock()} on. What
 * would need a block between, or an event of one, is refused with a {@link HistoryPrunedException}.
 */
public interface ChainReader {

  long headHeight();

  /** The lowest height whose block is kept; the genesis block is whatever this says. */
  default long oldestBlock() {
    return 0;
  }

  /** Number of the first event of the lowest block that is kept; those of genesis are too. */
  default long oldestEvent() {
    return 0;
  }

  Optional<BlockHeader> header(long height);

  /** Hash of the block at {@code height}. */
  Optional<Hash> blockHash(long height);

  OptionalLong heightOf(Hash blockHash);

  Optional<Block> block(long height);

  /** Receipts in the order of the block's transactions. */
  Optional<List<Receipt>> receipts(long height);

  /** Where a transaction is: its block's height and its position there. */
  record TransactionPlace(long height, int index) {}

  Optional<TransactionPlace> transactionPlace(Hash transactionHash);

  Optional<TransactionPlace> transactionBySender(Address sender, long nonce);

  /**
   * Heights of blocks that hold a transaction from or to {@code account}, from {@code from} on
   * towards the head, or towards genesis. Rarely one is among them that only seems to; the caller
   * looks.
   *
   * @param rising whether towards the head
   * @param limit most heights to answer; fewer mean that there are no more
   */
  List<Long> blocksOf(Address account, long from, boolean rising, int limit);

  /** The certificate that made this height final, or empty when a descendant's did. */
  Optional<Bytes> certificate(long height);

  /** Events of a block in order. */
  List<RecordedEvent> events(long height);

  /** Number of events in the log as of the head. */
  long eventCount();

  /** Events from {@code sequence} on, in order, at most {@code limit}. */
  List<RecordedEvent> eventsFrom(long sequence, int limit);

  /** State after the block at {@code height}. */
  StateReader stateAt(long height) throws HistoryPrunedException;

  /** The lowest height whose state is kept. */
  long oldestState();

  /** A filter as in {@code eth_getLogs}: each topic position lists alternatives, empty for any. */
  record LogQuery(long fromHeight, long toHeight, Set<Address> addresses, List<Set<Hash>> topics) {}

  /** A log with its place; {@code logIndex} counts within the block. */
  record PlacedLog(Log log, long height, int txIndex, int logIndex) {}

  /**
   * What a search for logs may cost.
   *
   * @param results logs in the answer
   * @param blocks blocks whose receipts are read
   * @param seeks entries of the index that are looked up
   */
  record LogLimits(int results, int blocks, int seeks) {}

  /**
   * Matching logs in log order.
   *
   * @throws TooManyResultsException naming the limit, and a range that would have been within it
   */
  List<PlacedLog> logs(LogQuery query, LogLimits limits) throws TooManyResultsException;

  /** What is asked for is not, or no longer, kept. The message says what is. */
  final class HistoryPrunedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryPrunedException(long asked, long oldest, long head) {
      super(
          "state at height %d is pruned: kept from height %d to %d".formatted(asked, oldest, head));
    }

    private HistoryPrunedException(String message) {
      super(message);
    }

    /** A block is asked for that lies between genesis and {@code oldest}. */
    public static HistoryPrunedException block(long asked, long oldest) {
      return new HistoryPrunedException(
          "block %d is pruned: kept are block 0 and those from height %d on"
              .formatted(asked, oldest));
    }

    /** An event is asked for that lies between those of genesis and {@code oldest}. */
    public static HistoryPrunedException event(long asked, long oldest) {
      return new HistoryPrunedException(
          "event %d is pruned: kept are those of block 0 and those from event %d on"
              .formatted(asked, oldest));
    }

    /** A transaction list of an account reaches below {@code oldest}. */
    public static HistoryPrunedException transactions(long oldest) {
      return new HistoryPrunedException(
          "the transactions of an account below height %d are pruned".formatted(oldest));
    }

    /** Proofs about a log of {@code size} events, the newest of which is not kept. */
    public static HistoryPrunedException log(long size, long oldest) {
      return new HistoryPrunedException(
          "the log of %d events is pruned: its proofs are kept from %d events on"
              .formatted(size, oldest));
    }
  }

  /**
   * A search for logs is too wide. The message proposes a range that is not, in the words that
   * clients parse.
   */
  final class TooManyResultsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long searchedTo;

    private TooManyResultsException(String message, long searchedTo) {
      super(message, null, false, false);
      this.searchedTo = searchedTo;
    }

    /** More than {@code limit} logs match from {@code from} on; up to {@code to} fewer do. */
    public static TooManyResultsException results(int limit, long from, long to) {
      return of("query returned more than " + limit + " results", from, to);
    }

    /** More than {@code limit} steps were needed from {@code from} on to look beyond {@code to}. */
    public static TooManyResultsException work(int limit, long from, long to) {
      return of("query looks into more than " + limit + " blocks or index entries", from, to);
    }

    private static TooManyResultsException of(String problem, long from, long to) {
      String proposal =
          to < from ? "" : ". Try with this block range [0x%x, 0x%x].".formatted(from, to);
      return new TooManyResultsException(problem + proposal, to);
    }

    /** The last height that was searched within the limits; below the first if none was. */
    public long searchedTo() {
      return searchedTo;
    }
  }
}
