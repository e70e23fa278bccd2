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
 */
public interface ChainReader {

  long headHeight();

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
   * Matching logs in log order.
   *
   * @param maxResults more than this many matches are refused
   * @throws TooManyResultsException naming the limit
   */
  List<PlacedLog> logs(LogQuery query, int maxResults) throws TooManyResultsException;

  /** State is no longer kept at the height asked for. The message says what is kept. */
  final class HistoryPrunedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryPrunedException(long asked, long oldest, long head) {
      super(
          "state at height %d is pruned: kept from height %d to %d".formatted(asked, oldest, head));
    }
  }

  /** A query matched more than the limit. */
  final class TooManyResultsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooManyResultsException(int limit) {
      super("query returned more than " + limit + " results");
    }
  }
}
