package althing.ledger.port;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that can lose power. What was written without a sync is visible until {@link #crash}, and
 * gone afterwards. Batches are atomic: one under way at the crash is there as a whole or not at
 * all. A write can be made to fail as on a full disk, at its sync, or to be torn by the crash.
 */
public final class CrashStore implements KeyValueStore {

  private final MemoryStore memory;
  private final boolean syncing;
  private final Deque<MemoryStore.Columns> unsynced = new ArrayDeque<>();
  private MemoryStore.Columns durable;

  private long syncs;
  private int writes;
  private int fullAt = -1;
  private int failedSyncAt = -1;
  private int tornAt = -1;
  private @Nullable String refusal;

  public CrashStore() {
    this(new MemoryStore().columns(), true);
  }

  private CrashStore(MemoryStore.Columns columns, boolean syncing) {
    memory = new MemoryStore(columns);
    durable = columns;
    this.syncing = syncing;
  }

  /** A disk that acknowledges syncs and does not do them: a test over it must fail. */
  public static CrashStore withoutSyncs() {
    return new CrashStore(new MemoryStore().columns(), false);
  }

  /** The {@code nth} write from now, counted from 1, finds the disk full. */
  public CrashStore fullAtWrite(int nth) {
    fullAt = writes + nth;
    return this;
  }

  /** The sync of the {@code nth} write from now, counted from 1, fails: it may or may not last. */
  public CrashStore failingSyncAtWrite(int nth) {
    failedSyncAt = writes + nth;
    return this;
  }

  /** The power fails in the middle of the {@code nth} write from now, counted from 1. */
  public CrashStore powerCutAtWrite(int nth) {
    tornAt = writes + nth;
    return this;
  }

  /** How many writes were asked for, failed ones included. */
  public int writes() {
    return writes;
  }

  /** Writes that a crash would lose. */
  public int unsyncedWrites() {
    return unsynced.size();
  }

  /** Loses power and restarts with what was synced. This store refuses everything from then on. */
  public CrashStore crash() {
    return crash(0);
  }

  /** As {@link #crash()}, but the first {@code lucky} unsynced batches had reached the disk. */
  public CrashStore crash(int lucky) {
    MemoryStore.Columns kept = durable;
    for (int i = 0; i < lucky && !unsynced.isEmpty(); i++) {
      kept = unsynced.removeFirst();
    }
    refusal = "the power is off";
    memory.close();
    return new CrashStore(kept, syncing);
  }

  @Override
  public synchronized void write(Batch batch, boolean sync) {
    if (refusal != null) {
      throw new StoreException(refusal);
    }
    writes++;
    if (writes == fullAt) {
      refusal = "the store refuses writes since one failed";
      throw new StoreException("no space left on device");
    }
    if (writes == tornAt) {
      refusal = "the power is off";
      throw new StoreException("the power failed during a write");
    }
    memory.write(batch, sync);
    unsynced.addLast(memory.columns());
    if (!sync) {
      return;
    }
    if (writes == failedSyncAt) {
      refusal = "the store refuses writes since one failed";
      throw new StoreException("sync failed: input/output error");
    }
    if (syncing) {
      syncs++;
      durable = memory.columns();
      unsynced.clear();
    }
  }

  @Override
  public long syncs() {
    return syncs;
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    return memory.get(column, key);
  }

  @Override
  public List<byte @Nullable []> multiGet(Column column, List<byte[]> keys) {
    return memory.multiGet(column, keys);
  }

  @Override
  public Cursor cursor(Column column) {
    return memory.cursor(column);
  }

  @Override
  public View view() {
    return memory.view();
  }

  @Override
  public Batch newBatch() {
    return memory.newBatch();
  }

  @Override
  public void close() {
    refusal = "the store is closed";
    memory.close();
  }
}
