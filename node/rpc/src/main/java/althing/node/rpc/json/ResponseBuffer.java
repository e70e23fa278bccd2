package althing.node.rpc.json;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Growing bytes of an answer with an upper limit. What was written since a mark can be taken back,
 * so that a call that fails half way leaves only its error. For one thread.
 */
public final class ResponseBuffer extends OutputStream {

  /** Space past the limit for punctuation and for the errors of the rest of a batch. */
  private static final int ROOM_FOR_ERRORS = 4 << 20;

  private final int limit;
  private int allowed;
  private byte[] bytes;
  private int size;
  private boolean full;

  /**
   * @param capacity bytes to start with
   * @param limit bytes at which {@link FullException} is thrown
   */
  public ResponseBuffer(int capacity, int limit) {
    this.bytes = new byte[Math.min(capacity, limit)];
    this.limit = limit;
    this.allowed = limit;
  }

  /** Writes one byte, past the limit if need be: it closes or separates what is there. */
  @Override
  public void write(int value) {
    grow(size + 1L);
    bytes[size++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    if ((long) size + length > allowed) {
      full = true;
      throw new FullException();
    }
    grow((long) size + length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  public int size() {
    return size;
  }

  /** Takes back what was written after {@code mark}, a former {@link #size()}. */
  public void reset(int mark) {
    size = mark;
  }

  /** Whether the limit was met once; no more calls are worth running then. */
  public boolean isFull() {
    return full;
  }

  /** The bytes written, without a copy. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  public byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** The bytes as UTF-8 text. */
  public String toText() {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  /** Runs {@code writing} with room past the limit: for an error that takes an answer's place. */
  public void pastLimit(Runnable writing) {
    allowed = limit + ROOM_FOR_ERRORS;
    try {
      writing.run();
    } finally {
      allowed = limit;
    }
  }

  private void grow(long needed) {
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(Math.min(bytes.length * 2L, limit), needed));
    }
  }

  /** The answer would be larger than the limit. */
  public static final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FullException() {
      super("response too large", null, false, false);
    }
  }
}
