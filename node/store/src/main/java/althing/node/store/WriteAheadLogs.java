package althing.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A look at RocksDB's write-ahead logs before RocksDB opens them. Its recovery modes either refuse
 * a log whose unfinished last write was torn by a power cut, or silently drop everything after the
 * first bad byte; neither can tell the two apart, since it does not know what was acknowledged.
 *
 * <p>Format: blocks of 32 KiB; in them records of masked CRC-32C (4) ‖ length (2) ‖ type (1) ‖
 * payload, little-endian, never across a block's end; a write batch is one whole record or a first,
 * any middle ones and a last, and opens with its sequence number (8) and count (4).
 */
final class WriteAheadLogs {

  private static final int BLOCK_SIZE = 32 * 1024;
  private static final int HEADER_SIZE = 7;
  private static final int BATCH_HEADER_SIZE = 12;
  private static final int ZERO = 0;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  /**
   * Where a log stops being readable.
   *
   * @param goodUntil end of the last whole batch: what follows is torn or corrupted
   * @param offset of the record that is wrong
   * @param newest whether no later log exists
   */
  record Damage(Path file, long goodUntil, long offset, String what, boolean newest) {
    @Override
    public String toString() {
      return "write-ahead log %s: %s at offset %d".formatted(file, what, offset);
    }
  }

  /**
   * What the logs of a database hold.
   *
   * @param lastSequence highest sequence number that can be read from them, 0 if there is none
   * @param damage the first, in the oldest log that has one
   */
  record Content(long lastSequence, Optional<Damage> damage) {}

  private WriteAheadLogs() {}

  /** Reads the logs of a database directory up to the first damage. */
  static Content read(Path database) throws IOException {
    List<Path> logs;
    try (var files = Files.list(database)) {
      logs =
          files
              .filter(file -> file.getFileName().toString().endsWith(".log"))
              .sorted(Comparator.comparing(file -> file.getFileName().toString()))
              .toList();
    }
    long lastSequence = 0;
    for (Path log : logs) {
      var scan = new Scan(log, log.equals(logs.getLast()));
      Damage damage = scan.run();
      lastSequence = Math.max(lastSequence, scan.lastSequence);
      if (damage != null) {
        return new Content(lastSequence, Optional.of(damage));
      }
    }
    return new Content(lastSequence, Optional.empty());
  }

  /** Cuts off what follows the last whole batch. */
  static void cut(Damage damage) throws IOException {
    try (var channel = FileChannel.open(damage.file(), StandardOpenOption.WRITE)) {
      channel.truncate(damage.goodUntil());
      channel.force(true);
    }
  }

  /** One pass over one log. */
  private static final class Scan {
    private final Path file;
    private final boolean newest;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_SIZE);
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer batchHeader =
        ByteBuffer.allocate(BATCH_HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private long blockStart;
    private long goodUntil;
    private boolean insideBatch;
    private long lastSequence;

    Scan(Path file, boolean newest) {
      this.file = file;
      this.newest = newest;
      block.order(ByteOrder.LITTLE_ENDIAN);
    }

    @Nullable Damage run() throws IOException {
      try (var channel = FileChannel.open(file)) {
        while (fill(channel)) {
          Damage found = scanBlock();
          if (found != null) {
            return found;
          }
          blockStart += block.limit();
        }
      }
      return insideBatch ? damage(blockStart, "the last write is unfinished") : null;
    }

    private boolean fill(FileChannel channel) throws IOException {
      block.clear();
      int read = 0;
      while (read >= 0 && block.hasRemaining()) {
        read = channel.read(block);
      }
      block.flip();
      return block.hasRemaining();
    }

    private @Nullable Damage scanBlock() {
      int end = block.limit();
      int at = 0;
      while (BLOCK_SIZE - at >= HEADER_SIZE && at < end) {
        if (end - at < HEADER_SIZE) {
          return damage(blockStart + at, "a record header is cut short");
        }
        int length = block.getShort(at + 4) & 0xffff;
        int type = block.get(at + 6) & 0xff;
        if (type == ZERO && length == 0) {
          return damage(blockStart + at, "zeros instead of a record");
        }
        int next = at + HEADER_SIZE + length;
        if (next > end) {
          return damage(
              blockStart + at,
              next > BLOCK_SIZE ? "a record's length is wrong" : "a record is cut short");
        }
        if (block.getInt(at) != checksum(at + 6, length + 1)) {
          return damage(blockStart + at, "a record's checksum does not match");
        }
        String misplaced = place(type, at + HEADER_SIZE, length);
        if (misplaced != null) {
          return damage(blockStart + at, misplaced);
        }
        at = next;
      }
      return null;
    }

    /** Follows the fragments of a batch; answers what is wrong with their order. */
    private @Nullable String place(int type, int from, int length) {
      if (type > LAST) {
        // Facts about the log itself, in a record of their own.
        return null;
      }
      boolean continues = type == MIDDLE || type == LAST;
      if (continues != insideBatch) {
        return insideBatch ? "a write is unfinished" : "a write lacks its beginning";
      }
      if (!continues) {
        batchHeader.clear();
      }
      batchHeader.put(block.array(), from, Math.min(length, batchHeader.remaining()));
      insideBatch = type == FIRST || type == MIDDLE;
      if (insideBatch) {
        return null;
      }
      if (batchHeader.hasRemaining()) {
        return "a write is too short";
      }
      goodUntil = blockStart + from + length;
      lastSequence = batchHeader.getLong(0) + Math.max(0, batchHeader.getInt(Long.BYTES) - 1);
      return null;
    }

    private int checksum(int from, int length) {
      crc.reset();
      crc.update(block.array(), from, length);
      int value = (int) crc.getValue();
      return (value >>> 15 | value << 17) + CRC_MASK_DELTA;
    }

    private Damage damage(long offset, String what) {
      return new Damage(file, goodUntil, offset, what, newest);
    }
  }
}
