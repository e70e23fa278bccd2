package althing.consensus.pbft;

import althing.consensus.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes fields in order, big-endian. What no reader would accept is the caller's mistake. */
final class ByteWriter {

  /**
   * The largest epoch, view and height. No chain gets there, and what counts on from a number of
   * somebody else does not overflow.
   */
  static final long MAX_NUMBER = (1L << 62) - 1;

  private ByteBuffer out = ByteBuffer.allocate(256);

  ByteWriter put(int value) {
    room(Byte.BYTES).put((byte) value);
    return this;
  }

  ByteWriter putShort(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  ByteWriter putNumber(long value) {
    if (value < 0 || value > MAX_NUMBER) {
      throw new IllegalArgumentException("number %d cannot be written".formatted(value));
    }
    room(Long.BYTES).putLong(value);
    return this;
  }

  ByteWriter put(Octets value) {
    byte[] bytes = value.toArray();
    room(bytes.length).put(bytes);
    return this;
  }

  /** length(4) ‖ bytes. */
  ByteWriter putSized(byte[] bytes, int max, String field) {
    if (bytes.length < 1 || bytes.length > max) {
      throw new IllegalArgumentException(
          "%s of %d bytes, at most %d".formatted(field, bytes.length, max));
    }
    room(Math.addExact(Integer.BYTES, bytes.length)).putInt(bytes.length).put(bytes);
    return this;
  }

  ByteWriter putZeros(int count) {
    room(count).put(new byte[count]);
    return this;
  }

  /** Bytes written so far. */
  int size() {
    return out.position();
  }

  byte[] toArray() {
    return Arrays.copyOf(out.array(), out.position());
  }

  private ByteBuffer room(int size) {
    if (out.remaining() < size) {
      int needed = Math.addExact(out.position(), size);
      int capacity = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * out.capacity()));
      out = ByteBuffer.allocate(capacity).put(out.flip());
    }
    return out;
  }
}
