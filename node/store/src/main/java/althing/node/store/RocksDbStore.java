package althing.node.store;

import althing.ledger.port.KeyValueStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a data directory, on RocksDB. In the directory lie {@code db} (RocksDB's files),
 * {@code ACKNOWLEDGED} (the {@link AcknowledgedMark}) and {@code native} (the unpacked library).
 *
 * <p>A write that fails, above all a failed sync, makes the store refuse every later write: after a
 * failed sync nobody knows what is on disk, and trying again would acknowledge it all the same.
 */
public final class RocksDbStore implements KeyValueStore {

  private static final Logger LOG = LoggerFactory.getLogger(RocksDbStore.class);

  private static final long MIB = 1024 * 1024;
  private static final long WRITE_BUFFER_BYTES = 64 * MIB;
  private static final long WRITE_AHEAD_LOG_BYTES = 96 * MIB;
  private static final int OPEN_FILES = 256;
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final long CLOSE_TIMEOUT_NANOS = 10_000_000_000L;

  private final Path directory;
  private final AcknowledgedMark mark;
  private final List<AutoCloseable> resources = new ArrayList<>();
  private final WriteOptions synced;
  private final WriteOptions unsynced;
  private final Map<Column, ColumnFamilyHandle> handles = new EnumMap<>(Column.class);

  /** RocksDB's numbers of the columns: asking a handle for its own is a native call. */
  private final Map<Column, Integer> columnIds = new EnumMap<>(Column.class);

  private final RocksDB db;

  private final AtomicInteger users = new AtomicInteger();
  private final AtomicLong syncs = new AtomicLong();
  private volatile @Nullable StoreException failure;

  /**
   * Opens the store in {@code directory}, which is made when missing.
   *
   * @throws StoreException if another process uses the directory, or a file is missing, torn or
   *     corrupted in a way that loses acknowledged data: the message names the file
   */
  public static RocksDbStore open(Path directory) {
    return open(directory, options -> {});
  }

  /** Opens a store whose files somebody watches or changes by further options. */
  static RocksDbStore open(Path directory, Consumer<DBOptions> further) {
    Path database = directory.resolve("db");
    try {
      Files.createDirectories(database);
      boolean exists = Files.exists(database.resolve("CURRENT"));
      NativeLibrary.load(directory.resolve("native"));
      AcknowledgedMark mark = AcknowledgedMark.open(directory, exists);
      try {
        return new RocksDbStore(directory, database, exists, mark, further);
      } catch (RuntimeException | IOException e) {
        mark.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException("data directory " + directory + ": " + e, e);
    }
  }

  private RocksDbStore(
      Path directory,
      Path database,
      boolean exists,
      AcknowledgedMark mark,
      Consumer<DBOptions> further)
      throws IOException {
    this.directory = directory;
    this.mark = mark;
    synced = keep(new WriteOptions().setSync(true));
    unsynced = keep(new WriteOptions().setSync(false));
    try {
      if (mark.created()) {
        if (!exists) {
          throw new StoreException("data directory " + directory + ": file db/CURRENT is missing");
        }
        String manifest = DatabaseFiles.manifest(database);
        checkColumns(database, manifest);
        checkLogs(database);
      }
      var opened = new ArrayList<ColumnFamilyHandle>();
      try {
        DBOptions options = options();
        further.accept(options);
        db = RocksDB.open(options, database.toString(), columns(), opened);
      } catch (RocksDBException e) {
        throw unopened(database, e);
      }
      resources.add(db);
      resources.addAll(opened);
      for (Column column : Column.values()) {
        ColumnFamilyHandle handle = opened.get(1 + handles.size());
        handles.put(column, handle);
        columnIds.put(column, handle.getID());
      }
      if (!mark.created()) {
        mark.markCreated();
      }
      requireAcknowledged(db.getLatestSequenceNumber(), DatabaseFiles.logsAndManifest(database));
    } catch (RuntimeException | IOException e) {
      closeResources();
      throw e;
    }
  }

  private DBOptions options() {
    var named = new Properties();
    // A hole in the row of write-ahead logs, where one is missing, is an error.
    named.setProperty("track_and_verify_wals", "true");
    DBOptions options = keep(DBOptions.getDBOptionsFromProps(named));
    return options
        .setCreateIfMissing(!mark.created())
        .setCreateMissingColumnFamilies(!mark.created())
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.AbsoluteConsistency)
        .setMaxTotalWalSize(WRITE_AHEAD_LOG_BYTES)
        .setDbWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxOpenFiles(OPEN_FILES)
        .setMaxBackgroundJobs(2)
        .setMaxBgErrorResumeCount(0)
        .setBytesPerSync(MIB)
        .setAvoidFlushDuringRecovery(true)
        .setSkipStatsUpdateOnDbOpen(true)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setLogger(keep(new RocksLog()));
  }

  private List<ColumnFamilyDescriptor> columns() {
    var options = keep(new ColumnOptions());
    var columns = new ArrayList<ColumnFamilyDescriptor>();
    columns.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.unused()));
    for (Column column : Column.values()) {
      columns.add(new ColumnFamilyDescriptor(name(column), options.of(column)));
    }
    return columns;
  }

  private static byte[] name(Column column) {
    return column.name().getBytes(StandardCharsets.US_ASCII);
  }

  private void checkColumns(Path database, String manifest) {
    Set<String> present = new HashSet<>();
    try (var options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, database.toString())) {
        present.add(new String(name, StandardCharsets.US_ASCII));
      }
    } catch (RocksDBException e) {
      throw failure("file db/" + manifest + " cannot be read", e);
    }
    for (Column column : Column.values()) {
      if (!present.contains(column.name())) {
        throw new StoreException(
            "data directory %s: file db/%s is corrupted: column %s is missing"
                .formatted(directory, manifest, column));
      }
    }
  }

  /** Names the table that is to blame, which RocksDB does not always do. */
  private StoreException unopened(Path database, RocksDBException e) throws IOException {
    String message = String.valueOf(e.getMessage());
    if (message.contains("WAL")) {
      return failure(DatabaseFiles.logsAndManifest(database), e);
    }
    return DatabaseFiles.corruptedTable(database)
        .map(table -> failure("file db/" + table + " is corrupted", e))
        .orElseGet(() -> failure("cannot be opened", e));
  }

  /**
   * Cuts off an unfinished write that nobody was told of; anything else that is wrong is refused,
   * and then nothing on disk has changed.
   */
  private void checkLogs(Path database) throws IOException {
    WriteAheadLogs.Content logs = WriteAheadLogs.read(database);
    if (logs.damage().isEmpty()) {
      // Less than was acknowledged is right after a clean close: then the rest is in tables.
      if (logs.lastSequence() < mark.sequence()) {
        requireAcknowledged(readableSequence(database), DatabaseFiles.logsAndManifest(database));
      }
      return;
    }
    WriteAheadLogs.Damage damage = logs.damage().get();
    requireAcknowledged(damage.newest() ? readableSequence(database) : -1, damage.toString());
    LOG.warn("{}: cutting off what was never acknowledged", damage);
    WriteAheadLogs.cut(damage);
  }

  private void requireAcknowledged(long readable, String where) {
    if (readable < mark.sequence()) {
      throw new StoreException(
          "data directory %s: %s: acknowledged data is lost (acknowledged up to %d, readable up to %d)"
              .formatted(directory, where, mark.sequence(), readable));
    }
  }

  /** The last sequence number that can be read, changing nothing on disk. */
  private long readableSequence(Path database) throws IOException {
    var opened = new ArrayList<ColumnFamilyHandle>();
    try (var columnOptions = new ColumnOptions();
        var options = new DBOptions().setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)) {
      var columns = new ArrayList<ColumnFamilyDescriptor>();
      columns.add(
          new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, columnOptions.unused()));
      for (Column column : Column.values()) {
        columns.add(new ColumnFamilyDescriptor(name(column), columnOptions.of(column)));
      }
      try (var readOnly = RocksDB.openReadOnly(options, database.toString(), columns, opened)) {
        long sequence = readOnly.getLatestSequenceNumber();
        opened.forEach(ColumnFamilyHandle::close);
        return sequence;
      }
    } catch (RocksDBException e) {
      throw unopened(database, e);
    }
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    enter();
    try {
      return db.get(handle(column), key);
    } catch (RocksDBException e) {
      throw unreadable(column, e);
    } finally {
      leave();
    }
  }

  @Override
  public List<byte @Nullable []> multiGet(Column column, List<byte[]> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    enter();
    try {
      return new ArrayList<byte @Nullable []>(
          db.multiGetAsList(Collections.nCopies(keys.size(), handle(column)), keys));
    } catch (RocksDBException e) {
      throw unreadable(column, e);
    } finally {
      leave();
    }
  }

  @Override
  public Cursor cursor(Column column) {
    enter();
    return new RocksCursor(column, db.newIterator(handle(column)));
  }

  @Override
  public View view() {
    enter();
    return new RocksView();
  }

  @Override
  public Batch newBatch() {
    return new RawBatch(this::columnId);
  }

  @Override
  public synchronized void write(Batch batch, boolean sync) {
    enter();
    try (var nativeBatch = new WriteBatch(((RawBatch) batch).serialized())) {
      StoreException earlier = failure;
      if (earlier != null) {
        throw new StoreException(
            "the store refuses writes since one failed: " + earlier.getMessage(), earlier);
      }
      try {
        db.write(sync ? synced : unsynced, nativeBatch);
        if (sync) {
          mark.acknowledge(db.getLatestSequenceNumber());
          syncs.incrementAndGet();
        }
      } catch (RocksDBException e) {
        throw refuseFurtherWrites(failure("a write failed", e));
      } catch (StoreException e) {
        throw refuseFurtherWrites(e);
      }
    } finally {
      leave();
    }
  }

  private StoreException refuseFurtherWrites(StoreException cause) {
    failure = cause;
    return cause;
  }

  @Override
  public long syncs() {
    return syncs.get();
  }

  /**
   * Reads every block of every file against its checksum.
   *
   * @throws StoreException naming the file that is corrupted
   */
  public void verifyChecksums() {
    enter();
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      throw failure("a file is corrupted", e);
    } finally {
      leave();
    }
  }

  /** Bytes of native memory in write buffers, block cache and table readers. */
  public long nativeMemoryBytes() {
    enter();
    try {
      return db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
          + db.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem")
          + db.getLongProperty(handle(Column.META), "rocksdb.block-cache-usage");
    } catch (RocksDBException e) {
      throw failure("memory use cannot be asked", e);
    } finally {
      leave();
    }
  }

  /** Bytes of all files of a column. */
  public long sizeOnDisk(Column column) {
    enter();
    try {
      return db.getLongProperty(handle(column), "rocksdb.total-sst-files-size");
    } catch (RocksDBException e) {
      throw unreadable(column, e);
    } finally {
      leave();
    }
  }

  /**
   * Closes the store after the readers that are under way, moving what only the write-ahead log
   * holds into tables, so that the next start has nothing to replay.
   */
  @Override
  public synchronized void close() {
    int before = users.get();
    if (before < 0) {
      return;
    }
    users.addAndGet(CLOSED);
    long deadline = System.nanoTime() + CLOSE_TIMEOUT_NANOS;
    while (users.get() != CLOSED) {
      if (System.nanoTime() - deadline > 0) {
        throw new StoreException(
            "data directory %s: %d readers are still open"
                .formatted(directory, users.get() - CLOSED));
      }
      LockSupport.parkNanos(200_000);
    }
    try {
      if (failure == null) {
        flush();
      }
    } finally {
      closeResources();
      mark.close();
    }
  }

  /** Moves what only the write-ahead log holds into tables. */
  void flush() {
    try (var options = new FlushOptions().setWaitForFlush(true)) {
      db.flush(options, List.copyOf(handles.values()));
    } catch (RocksDBException e) {
      throw failure("the last flush failed", e);
    }
  }

  private void closeResources() {
    // Handles first, then the database, then the options it refers to.
    for (AutoCloseable resource : resources.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn(
            "data directory {}: closing {}", directory, resource.getClass().getSimpleName(), e);
      }
    }
    resources.clear();
  }

  private <T extends AutoCloseable> T keep(T resource) {
    resources.add(resource);
    return resource;
  }

  private ColumnFamilyHandle handle(Column column) {
    ColumnFamilyHandle handle = handles.get(column);
    if (handle == null) {
      throw new IllegalStateException("column " + column + " is not open");
    }
    return handle;
  }

  private int columnId(Column column) {
    Integer id = columnIds.get(column);
    if (id == null) {
      throw new IllegalStateException("column " + column + " is not open");
    }
    return id;
  }

  private void enter() {
    if (users.incrementAndGet() < 0) {
      users.decrementAndGet();
      throw new StoreException("data directory " + directory + ": the store is closed");
    }
  }

  private void leave() {
    users.decrementAndGet();
  }

  private StoreException unreadable(Column column, RocksDBException e) {
    return failure("column " + column + " cannot be read", e);
  }

  private StoreException failure(String what, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("/LOCK")) {
      return new StoreException("data directory " + directory + " is in use by another process", e);
    }
    return new StoreException("data directory %s: %s: %s".formatted(directory, what, message), e);
  }

  private final class RocksView implements View {
    private final Snapshot snapshot = db.getSnapshot();
    private final ReadOptions options = new ReadOptions().setSnapshot(snapshot);
    private boolean closed;

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      try {
        return db.get(handle(column), options, key);
      } catch (RocksDBException e) {
        throw unreadable(column, e);
      }
    }

    @Override
    public Cursor cursor(Column column) {
      users.incrementAndGet();
      return new RocksCursor(column, db.newIterator(handle(column), options));
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      options.close();
      db.releaseSnapshot(snapshot);
      snapshot.close();
      leave();
    }
  }

  private final class RocksCursor implements Cursor {
    private final Column column;
    private final RocksIterator iterator;
    private boolean closed;

    RocksCursor(Column column, RocksIterator iterator) {
      this.column = column;
      this.iterator = iterator;
    }

    @Override
    public void seekToFirst() {
      iterator.seekToFirst();
    }

    @Override
    public void seekToLast() {
      iterator.seekToLast();
    }

    @Override
    public void seek(byte[] key) {
      iterator.seek(key);
    }

    @Override
    public void seekForPrev(byte[] key) {
      iterator.seekForPrev(key);
    }

    @Override
    public void next() {
      iterator.next();
    }

    @Override
    public void prev() {
      iterator.prev();
    }

    @Override
    public boolean isValid() {
      if (iterator.isValid()) {
        return true;
      }
      try {
        iterator.status();
      } catch (RocksDBException e) {
        throw unreadable(column, e);
      }
      return false;
    }

    @Override
    public byte[] key() {
      return iterator.key();
    }

    @Override
    public byte[] value() {
      return iterator.value();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        iterator.close();
        leave();
      }
    }
  }
}
