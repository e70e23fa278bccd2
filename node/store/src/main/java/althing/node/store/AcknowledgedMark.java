package althing.node.store;

import althing.ledger.port.KeyValueStore.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The witness beside the database: how far writes were acknowledged as being on disk. A log that
 * ends before this mark has lost something; a log that is torn after it has lost only what nobody
 * was told. The file also carries the lock on the data directory.
 *
 * <p>It holds two slots of one disk sector each, written in turn, every byte under a checksum. A
 * mark is written after each sync and reaches the disk shortly after by itself: a process kill
 * leaves it exact, a power cut may leave it {@value #FORCE_EVERY_MILLIS} ms old, which weakens what
 * can be detected and never what is kept.
 */
final class AcknowledgedMark implements AutoCloseable {

  static final String FILE_NAME = "ACKNOWLEDGED";

  private static final long FORCE_EVERY_MILLIS = 50;
  private static final int SLOT_SIZE = 512;
  private static final int CHECKED_SIZE = SLOT_SIZE - Integer.BYTES;
  private static final long MAGIC = 0x414c_5448_494e_4701L;
  private static final int NOT_YET = 0;
  private static final int CREATED = 1;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer slot = ByteBuffer.allocateDirect(SLOT_SIZE);
  private final Thread forcer;
  private long turn;
  private boolean created;
  private long sequence;

  private volatile boolean dirty;
  private volatile boolean closed;
  private volatile @Nullable IOException failure;

  private AcknowledgedMark(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    this.forcer =
        Thread.ofPlatform().daemon().name("store-acknowledged").unstarted(this::forceWhenDirty);
  }

  /**
   * Opens and locks the mark of a data directory, making a new one when {@code directory} holds no
   * database yet.
   *
   * @throws StoreException if the directory is in use, or the mark is missing or damaged
   */
  static AcknowledgedMark open(Path directory, boolean databaseExists) {
    Path file = directory.resolve(FILE_NAME);
    try {
      if (databaseExists && !Files.exists(file)) {
        throw new StoreException(
            "data directory " + directory + ": file " + FILE_NAME + " is missing");
      }
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        lock(directory, channel);
        var mark = new AcknowledgedMark(file, channel);
        mark.read(databaseExists);
        mark.forcer.start();
        return mark;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException("data directory " + directory + ": " + FILE_NAME + ": " + e, e);
    }
  }

  private static void lock(Path directory, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new StoreException("data directory " + directory + " is in use by this process", e);
    }
    if (lock == null) {
      throw new StoreException("data directory " + directory + " is in use by another process");
    }
  }

  private void read(boolean databaseExists) throws IOException {
    if (channel.size() == 0 && !databaseExists) {
      write();
      write();
      channel.force(true);
      return;
    }
    if (channel.size() != 2 * SLOT_SIZE) {
      throw new StoreException(
          "file %s has %d bytes instead of %d".formatted(file, channel.size(), 2 * SLOT_SIZE));
    }
    for (int i = 0; i < 2; i++) {
      readSlot(i);
    }
    turn++;
  }

  private void readSlot(int index) throws IOException {
    slot.clear();
    while (slot.hasRemaining()) {
      if (channel.read(slot, (long) index * SLOT_SIZE + slot.position()) < 0) {
        throw new StoreException("file " + file + " ends early");
      }
    }
    if (slot.getInt(CHECKED_SIZE) != checksum() || slot.getLong(0) != MAGIC) {
      throw new StoreException(
          "file %s is corrupted: checksum of slot %d does not match".formatted(file, index));
    }
    long slotTurn = slot.getLong(8);
    if (slotTurn >= turn) {
      turn = slotTurn;
      created = slot.getInt(16) == CREATED;
      sequence = slot.getLong(20);
    }
  }

  /** Whether the database has once been made whole; before that nothing was acknowledged. */
  boolean created() {
    return created;
  }

  /** The sequence number up to which writes were acknowledged. */
  long sequence() {
    return sequence;
  }

  /** The database is complete: from now on it may not be missing. On disk when this returns. */
  void markCreated() {
    created = true;
    try {
      write();
      write();
      channel.force(false);
    } catch (IOException e) {
      throw new StoreException("file " + file + " cannot be written: " + e, e);
    }
  }

  /** Everything up to {@code newSequence} is on disk. */
  void acknowledge(long newSequence) {
    IOException earlier = failure;
    if (earlier != null) {
      throw new StoreException(
          "file " + file + " could not be forced to disk: " + earlier, earlier);
    }
    sequence = newSequence;
    try {
      write();
    } catch (IOException e) {
      throw new StoreException("file " + file + " cannot be written: " + e, e);
    }
    if (!dirty) {
      dirty = true;
      LockSupport.unpark(forcer);
    }
  }

  private void write() throws IOException {
    slot.clear();
    slot.putLong(MAGIC).putLong(turn).putInt(created ? CREATED : NOT_YET).putLong(sequence);
    while (slot.position() < CHECKED_SIZE) {
      slot.put((byte) 0);
    }
    slot.putInt(checksum());
    slot.flip();
    long at = (turn & 1) * SLOT_SIZE;
    while (slot.hasRemaining()) {
      at += channel.write(slot, at);
    }
    turn++;
  }

  private int checksum() {
    var crc = new CRC32C();
    crc.update(slot.duplicate().position(0).limit(CHECKED_SIZE));
    return (int) crc.getValue();
  }

  private void forceWhenDirty() {
    while (!closed) {
      if (!dirty) {
        LockSupport.park(this);
        continue;
      }
      dirty = false;
      try {
        channel.force(false);
      } catch (IOException e) {
        failure = closed ? null : e;
        return;
      }
      LockSupport.parkNanos(this, FORCE_EVERY_MILLIS * 1_000_000);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(forcer);
    try {
      forcer.join();
      channel.force(false);
      channel.close();
    } catch (IOException e) {
      throw new StoreException("file " + file + " cannot be closed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
