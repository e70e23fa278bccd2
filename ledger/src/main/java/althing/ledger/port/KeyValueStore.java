package althing.ledger.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ordered byte store with column families and atomic batches. Keys are ordered as unsigned
 * bytes. Reading is safe from any thread while one thread writes. An I/O or checksum failure is a
 * {@link StoreException} that names the file or column; the caller stops.
 */
public interface KeyValueStore extends AutoCloseable {

  /** The column families, created when missing. The name is what is on disk. */
  enum Column {
    /** Facts about the store itself: format, chain, head. */
    META,
    HEADERS,
    BODIES,
    RECEIPTS,
    /** Events of a block, by height. */
    EVENTS,
    /** First sequence number of a block to its height. */
    SEQUENCES,
    /** Block hash to height. */
    BLOCK_HASHES,
    /** Transaction hash to height and position. */
    TRANSACTIONS,
    /** Certificates by height. */
    CERTIFICATES,
    /** Log index: address or topic, then height; recipients of transactions, then height. */
    LOGS,
    /** Event tree tiles. */
    TILES,
    /** Newest value of each state entry. */
    LATEST,
    /** State key and height to the value before that height. */
    HISTORY,
    /** State keys changed by a block, by height. */
    CHANGES,
    /** State tree nodes. */
    TREE,
    /** Overwritten state tree nodes, by the height that overwrote them. */
    STALE,
    /** Sender and nonce to transaction; contract creators. */
    INDEX
  }

  byte @Nullable [] get(Column column, byte[] key);

  /** Values in the order of {@code keys}, null where there is none. */
  List<byte @Nullable []> multiGet(Column column, List<byte[]> keys);

  /** An iterator over one consistent state of the column; close it. */
  Cursor cursor(Column column);

  /** A consistent read-only view of all columns as of now; close it. */
  View view();

  /**
   * Applies the batch: all of it or nothing.
   *
   * @param sync whether it must be on disk before this returns
   */
  void write(Batch batch, boolean sync);

  /** How many writes this store has forced to disk since it was opened. */
  long syncs();

  Batch newBatch();

  @Override
  void close();

  /** A consistent view: later writes are not seen. */
  interface View extends AutoCloseable {
    byte @Nullable [] get(Column column, byte[] key);

    Cursor cursor(Column column);

    @Override
    void close();
  }

  /** A position in a column. Starts nowhere: seek first. */
  interface Cursor extends AutoCloseable {
    void seekToFirst();

    void seekToLast();

    /** To the first key at or after {@code key}. */
    void seek(byte[] key);

    /** To the last key at or before {@code key}. */
    void seekForPrev(byte[] key);

    void next();

    void prev();

    boolean isValid();

    byte[] key();

    byte[] value();

    @Override
    void close();
  }

  /** Changes to be applied together, in order. */
  interface Batch extends AutoCloseable {
    void put(Column column, byte[] key, byte[] value);

    void delete(Column column, byte[] key);

    /** Deletes from {@code from} up to, not including, {@code to}. */
    void deleteRange(Column column, byte[] from, byte[] to);

    int count();

    @Override
    void close();
  }

  /** The store cannot be read or written; the message names what is wrong and where. */
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
      super(message);
    }

    public StoreException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
