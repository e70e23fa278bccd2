package althing.consensus.pbft;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a journal segment is laid out (rule J4; {@code docs/formats.md}). A segment is a header and
 * frames, each a header and a body, all at multiples of {@link #ALIGNMENT} bytes: no header
 * straddles two sectors. What is appended with one sync is one frame, so that a frame which was
 * torn by a power cut is the last.
 *
 * <p>Headers begin and bodies end with bytes that are not zero, and a segment is zero where nothing
 * was written. So a write that was cut off, which leaves zeros, is told from damage to bytes that
 * had been written.
 */
final class JournalLayout {

  static final int ALIGNMENT = 32;

  /** Bytes of either header. */
  static final int HEADER = ALIGNMENT;

  /** What a disk writes whole or not at all. */
  static final int SECTOR = 512;

  static final int VERSION = 1;
  static final byte END_OF_BODY = (byte) 0xa5;

  private static final long SEGMENT_MAGIC = 0x414c_5448_4a52_4e4cL;
  private static final int FRAME_MAGIC = 0x4652_414d;
  private static final int CHECKED = HEADER - Integer.BYTES;

  private JournalLayout() {}

  /**
   * What a frame's header says.
   *
   * @param length of the body, without the zeros that fill it up
   * @param sequence number of the frame, from 1
   * @param previous {@link #link} of the header before
   * @param bodyCheck of the body with the zeros that fill it up
   */
  record FrameHeader(int length, long sequence, long previous, int bodyCheck) {}

  static byte[] segmentHeader(long salt) {
    var out = ByteBuffer.allocate(HEADER).putLong(SEGMENT_MAGIC).putInt(VERSION).putLong(0);
    out.putLong(salt).putInt(check(0, out.array(), 0, CHECKED));
    return out.array();
  }

  /** Whether a segment of this version begins with these bytes. */
  static boolean isSegment(byte[] segment) {
    return segment.length >= HEADER
        && ByteBuffer.wrap(segment, 0, HEADER)
            .equals(ByteBuffer.wrap(segmentHeader(salt(segment))));
  }

  static long salt(byte[] segment) {
    return ByteBuffer.wrap(segment).getLong(20);
  }

  /** Writes the header to the beginning of {@code frame}. */
  static void putFrameHeader(byte[] frame, long salt, FrameHeader header) {
    ByteBuffer.wrap(frame)
        .putInt(FRAME_MAGIC)
        .putInt(header.length())
        .putLong(header.sequence())
        .putLong(header.previous())
        .putInt(header.bodyCheck())
        .putInt(check(salt, frame, 0, CHECKED));
  }

  /** Whether there is a frame header at {@code at}, where at least {@link #HEADER} bytes are. */
  static boolean isFrameHeader(byte[] segment, long salt, int at) {
    var in = ByteBuffer.wrap(segment);
    return in.getInt(at) == FRAME_MAGIC
        && in.getInt(at + CHECKED) == check(salt, segment, at, CHECKED);
  }

  static FrameHeader frameHeader(byte[] segment, int at) {
    var in = ByteBuffer.wrap(segment).position(at + Integer.BYTES);
    return new FrameHeader(in.getInt(), in.getLong(), in.getLong(), in.getInt());
  }

  /** What ties a frame to the header before it: that header's last 8 bytes. */
  static long link(byte[] bytes, int headerAt) {
    return ByteBuffer.wrap(bytes).getLong(headerAt + HEADER - Long.BYTES);
  }

  static int check(long salt, byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  static long aligned(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
