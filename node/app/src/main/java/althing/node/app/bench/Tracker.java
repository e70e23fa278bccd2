package althing.node.app.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What became of each transaction: when it was submitted, whether a receipt was seen. Found by the
 * first 8 bytes of its hash, in a table of its own because there are hundreds of thousands.
 */
final class Tracker {

  private static final long SEEN = -1;

  private final long[] keys;
  private final int[] numbers;
  private final AtomicLongArray submittedNanos;
  private final AtomicLong outstanding = new AtomicLong();
  private final LongAdder submitted = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final Histogram latencyMicros = new ConcurrentHistogram(3_600_000_000L, 3);

  Tracker(List<Lane> lanes) {
    int total = lanes.stream().mapToInt(Lane::size).sum();
    int capacity = Integer.highestOneBit(Math.max(2, total) * 2) * 2;
    keys = new long[capacity];
    numbers = new int[capacity];
    submittedNanos = new AtomicLongArray(total);
    for (Lane lane : lanes) {
      for (int i = 0; i < lane.size(); i++) {
        put(lane.shortHashes()[i], lane.first() + i);
      }
    }
  }

  /** Transactions sent and not yet seen in a block. */
  long outstanding() {
    return outstanding.get();
  }

  long submitted() {
    return submitted.sum();
  }

  /** Receipts seen with status 1. */
  long confirmed() {
    return confirmed.sum();
  }

  /** Receipts seen with another status. */
  long failed() {
    return failed.sum();
  }

  /** Answers that refused a transaction. It may have been sent again. */
  long rejected() {
    return rejected.sum();
  }

  /** Submission to receipt, in microseconds. */
  Histogram latencyMicros() {
    return latencyMicros;
  }

  void submitting(int number, long nanos) {
    submittedNanos.set(number, nanos == SEEN || nanos == 0 ? 1 : nanos);
    outstanding.incrementAndGet();
    submitted.increment();
  }

  /** The node refused the transaction: it is not on its way any more. */
  void rejected(int number) {
    if (submittedNanos.getAndSet(number, 0) != SEEN) {
      outstanding.decrementAndGet();
    }
    submitted.decrement();
    rejected.increment();
  }

  /** A receipt was seen; one that is not ours is passed over. */
  void receipt(long shortHash, boolean succeeded, long nanos) {
    int number = find(shortHash);
    if (number < 0) {
      return;
    }
    long since = submittedNanos.getAndSet(number, SEEN);
    if (since == SEEN || since == 0) {
      return;
    }
    outstanding.decrementAndGet();
    if (succeeded) {
      confirmed.increment();
      latencyMicros.recordValue(Math.max(0, (nanos - since) / 1000));
    } else {
      failed.increment();
    }
  }

  private void put(long shortHash, int number) {
    int at = slot(shortHash);
    while (numbers[at] != 0) {
      at = at + 1 & keys.length - 1;
    }
    keys[at] = shortHash;
    numbers[at] = number + 1;
  }

  private int find(long shortHash) {
    int at = slot(shortHash);
    while (numbers[at] != 0) {
      if (keys[at] == shortHash) {
        return numbers[at] - 1;
      }
      at = at + 1 & keys.length - 1;
    }
    return -1;
  }

  private int slot(long shortHash) {
    return (int) (shortHash & keys.length - 1);
  }
}
