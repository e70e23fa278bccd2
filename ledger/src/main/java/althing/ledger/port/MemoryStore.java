package althing.ledger.port;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory: for replays whose result is thrown away, and for tests. Every state of a
 * column is an immutable balanced tree, so that views and cursors cost nothing and never block the
 * writer. Arrays handed in are kept, arrays handed out are the kept ones: neither may be changed.
 */
public final class MemoryStore implements KeyValueStore {

  private volatile @Nullable Columns columns;
  private final AtomicLong syncs = new AtomicLong();

  public MemoryStore() {
    this(new Columns(new EnumMap<>(Column.class)));
  }

  /** A store that begins with {@code columns}. */
  MemoryStore(Columns columns) {
    this.columns = columns;
  }

  /** What the store holds now. */
  Columns columns() {
    return open();
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    return open().of(column).get(key);
  }

  @Override
  public List<byte @Nullable []> multiGet(Column column, List<byte[]> keys) {
    SortedBytes entries = open().of(column);
    var values = new ArrayList<byte @Nullable []>(keys.size());
    for (byte[] key : keys) {
      values.add(entries.get(key));
    }
    return values;
  }

  @Override
  public Cursor cursor(Column column) {
    return new MemoryCursor(open().of(column));
  }

  @Override
  public View view() {
    return new MemoryView(open());
  }

  @Override
  public synchronized void write(Batch batch, boolean sync) {
    Columns now = open();
    var next = new EnumMap<Column, SortedBytes>(now.entries);
    for (Change change : ((MemoryBatch) batch).changes) {
      SortedBytes entries = next.getOrDefault(change.column, SortedBytes.EMPTY);
      next.put(change.column, change.applyTo(entries));
    }
    columns = new Columns(next);
    if (sync) {
      syncs.incrementAndGet();
    }
  }

  @Override
  public long syncs() {
    return syncs.get();
  }

  @Override
  public Batch newBatch() {
    return new MemoryBatch();
  }

  @Override
  public synchronized void close() {
    columns = null;
  }

  private Columns open() {
    Columns current = columns;
    if (current == null) {
      throw new StoreException("memory store: it is closed");
    }
    return current;
  }

  /** One state of all columns; never changed. */
  record Columns(EnumMap<Column, SortedBytes> entries) {
    SortedBytes of(Column column) {
      return entries.getOrDefault(column, SortedBytes.EMPTY);
    }
  }

  /** A range ends before {@code end}; otherwise {@code value} null deletes. */
  private record Change(Column column, byte[] key, byte @Nullable [] value, byte @Nullable [] end) {

    SortedBytes applyTo(SortedBytes entries) {
      if (end != null) {
        return entries.withoutRange(key, end);
      }
      return value == null ? entries.without(key) : entries.with(key, value);
    }
  }

  private static final class MemoryBatch implements Batch {
    private final List<Change> changes = new ArrayList<>();

    @Override
    public void put(Column column, byte[] key, byte[] value) {
      changes.add(new Change(column, key, Objects.requireNonNull(value), null));
    }

    @Override
    public void delete(Column column, byte[] key) {
      changes.add(new Change(column, key, null, null));
    }

    @Override
    public void deleteRange(Column column, byte[] from, byte[] to) {
      changes.add(new Change(column, from, null, to));
    }

    @Override
    public int count() {
      return changes.size();
    }

    @Override
    public void close() {
      changes.clear();
    }
  }

  private record MemoryView(Columns columns) implements View {
    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      return columns.of(column).get(key);
    }

    @Override
    public Cursor cursor(Column column) {
      return new MemoryCursor(columns.of(column));
    }

    @Override
    public void close() {}
  }

  private static final class MemoryCursor implements Cursor {
    private final SortedBytes entries;
    private SortedBytes.@Nullable Entry at;

    MemoryCursor(SortedBytes entries) {
      this.entries = entries;
    }

    @Override
    public void seekToFirst() {
      at = entries.first();
    }

    @Override
    public void seekToLast() {
      at = entries.last();
    }

    @Override
    public void seek(byte[] key) {
      at = entries.ceiling(key);
    }

    @Override
    public void seekForPrev(byte[] key) {
      at = entries.floor(key);
    }

    @Override
    public void next() {
      at = entries.higher(entry().key());
    }

    @Override
    public void prev() {
      at = entries.lower(entry().key());
    }

    @Override
    public boolean isValid() {
      return at != null;
    }

    @Override
    public byte[] key() {
      return entry().key();
    }

    @Override
    public byte[] value() {
      return entry().value();
    }

    private SortedBytes.Entry entry() {
      if (at == null) {
        throw new IllegalStateException("the cursor stands on no entry");
      }
      return at;
    }

    @Override
    public void close() {}
  }
}
