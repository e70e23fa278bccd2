package althing.ledger.execution;

import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of running a block, before roots and header.
 *
 * @param transactions those included, in order
 * @param receipts one for each transaction
 * @param events in order, numbered
 * @param changes entries that differ from the parent's state, by key
 * @param tickDue whether a tick is unfinished or due after this block, so that the next block must
 *     follow at once
 */
public record ExecutedBlock(
    BlockInput input,
    Amount baseFee,
    long gasUsed,
    List<SignedTransaction> transactions,
    List<Receipt> receipts,
    List<RecordedEvent> events,
    SortedMap<Bytes, Change> changes,
    boolean tickDue) {

  public ExecutedBlock {
    transactions = List.copyOf(transactions);
    receipts = List.copyOf(receipts);
    events = List.copyOf(events);
  }

  /** One entry's values; null where there was or is none. Never both the same. */
  public record Change(@Nullable Bytes before, @Nullable Bytes after) {}

  /** Events in the log after this block. */
  public long eventCount() {
    return input.firstSequence() + events.size();
  }
}
