package althing.ledger.chain;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.types.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The newest blocks as they were committed, since they are asked for most. */
final class RecentBlocks {

  private static final int MAX_BLOCKS = 256;
  private static final int MAX_TRANSACTIONS = 16_384;

  private final Map<Long, RecentBlock> byHeight = new ConcurrentHashMap<>();
  private final Deque<RecentBlock> order = new ArrayDeque<>();
  private int transactions;

  /** What is asked of a block. */
  record RecentBlock(
      Block block, List<Receipt> receipts, List<RecordedEvent> events, Bytes certificate) {}

  @Nullable RecentBlock get(long height) {
    return byHeight.get(height);
  }

  /** By the committing thread only. */
  void add(BlockCommit commit) {
    var recent =
        new RecentBlock(commit.block(), commit.receipts(), commit.events(), commit.certificate());
    byHeight.put(commit.height(), recent);
    order.addLast(recent);
    transactions += recent.receipts().size();
    while (order.size() > MAX_BLOCKS || transactions > MAX_TRANSACTIONS && order.size() > 1) {
      RecentBlock oldest = order.removeFirst();
      byHeight.remove(oldest.block().height());
      transactions -= oldest.receipts().size();
    }
  }
}
