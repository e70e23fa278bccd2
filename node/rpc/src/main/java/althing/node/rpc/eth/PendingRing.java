package althing.node.rpc.eth;

import althing.ledger.types.Hash;
import althing.node.rpc.json.JsonOut;
import java.util.Arrays;

/**
 * Hashes that lately entered the pool, for filters that poll. Kept only while there is such a
 * filter; who polls too rarely misses the oldest. Safe from any thread.
 */
final class PendingRing {

  private static final int SIZE = 16_384;

  private final Hash[] ring = new Hash[SIZE];
  private long end;
  private volatile int readers;

  /** Adds a reader, who starts at the place returned. */
  synchronized long open() {
    readers++;
    return end;
  }

  synchronized void close() {
    if (--readers == 0) {
      Arrays.fill(ring, Hash.ZERO);
    }
  }

  void add(Hash hash) {
    if (readers > 0) {
      synchronized (this) {
        ring[(int) (end++ % SIZE)] = hash;
      }
    }
  }

  /** Writes the hashes from a reader's place on; returns its next place. */
  long write(JsonOut out, long from) {
    out.array();
    long next;
    Hash[] hashes;
    synchronized (this) {
      next = end;
      int count = (int) Math.min(SIZE, end - from);
      hashes = new Hash[count];
      for (int i = 0; i < count; i++) {
        hashes[i] = ring[(int) ((end - count + i) % SIZE)];
      }
    }
    for (Hash hash : hashes) {
      out.hash(hash);
    }
    out.endArray();
    return next;
  }
}
