package althing.node.core.mempool;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.node.core.mempool.PooledTransaction.Rank;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses transactions for one block while the pool goes on changing. For one thread. Transactions
 * are taken from the pool a handful at a time, so that its lock is held briefly.
 */
public final class Selection {

  private static final int AT_ONCE = 64;

  private final Mempool pool;
  private final BigInteger baseFee;
  private final Deque<PooledTransaction> ready = new ArrayDeque<>();
  private final Set<Address> skipped = new HashSet<>();

  /** Senders whose first transaction was chosen. */
  private final Set<Address> begun = new HashSet<>();

  /** The next transactions of senders whose earlier ones were chosen. */
  private final PriorityQueue<PooledTransaction> successors;

  /** Where the walk through the pool's first transactions stands. */
  private @Nullable Rank place;

  private @Nullable SignedTransaction last;

  Selection(Mempool pool, BigInteger baseFee) {
    this.pool = pool;
    this.baseFee = baseFee;
    this.successors =
        new PriorityQueue<>(
            Comparator.comparing((PooledTransaction pooled) -> pooled.rankAt(baseFee)));
  }

  /** The next transaction, or null when no other can run at this base fee. */
  public @Nullable SignedTransaction next() {
    while (true) {
      if (ready.isEmpty()) {
        ready.addAll(pool.choose(this, AT_ONCE));
      }
      PooledTransaction next = ready.poll();
      if (next == null) {
        return null;
      }
      if (!skipped.contains(next.signed.sender())) {
        last = next.signed;
        return last;
      }
    }
  }

  /** The transaction returned last is not in the block: those of its sender that follow wait. */
  public void skip() {
    if (last == null) {
      throw new IllegalStateException("nothing was selected yet");
    }
    skipped.add(last.sender());
  }

  /** The best transaction that may come next, under the pool's lock. */
  @Nullable PooledTransaction best(FeeOrder heads) {
    while (!successors.isEmpty() && isStale(successors.peek())) {
      successors.poll();
    }
    PooledTransaction successor = successors.peek();
    PooledTransaction head = place == null ? heads.highest() : heads.after(place);
    while (head != null && begun.contains(head.signed.sender())) {
      place = head.rankAt(baseFee);
      head = heads.after(place);
    }
    PooledTransaction payingHead = head != null && head.covers(baseFee) ? head : null;
    if (successor == null || payingHead == null) {
      return successor == null ? payingHead : successor;
    }
    return successor.rankAt(baseFee).compareTo(payingHead.rankAt(baseFee)) < 0
        ? successor
        : payingHead;
  }

  /** Counts {@code chosen}, which {@link #best} returned, as chosen; its sender goes on. */
  void take(PooledTransaction chosen, @Nullable PooledTransaction successor) {
    if (chosen == successors.peek()) {
      successors.poll();
    } else {
      begun.add(chosen.signed.sender());
      place = chosen.rankAt(baseFee);
    }
    if (successor != null && successor.covers(baseFee)) {
      successors.add(successor);
    }
  }

  // A sender whose transaction was replaced or dropped meanwhile waits for the next block.
  private boolean isStale(PooledTransaction successor) {
    return !successor.pooled || skipped.contains(successor.signed.sender());
  }
}
