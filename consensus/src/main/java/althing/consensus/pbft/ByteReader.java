package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import java.nio.ByteBuffer;

/** Reads fields in order, big-endian. What does not fit is refused with its offset. */
final class ByteReader {

  private final String subject;
  private final ByteBuffer in;

  /**
   * @param subject what the bytes should be, for the refusal
   */
  ByteReader(String subject, byte[] bytes) {
    this.subject = subject;
    in = ByteBuffer.wrap(bytes);
  }

  int offset() {
    return in.position();
  }

  MalformedMessageException refusal(int offset, String what) {
    return new MalformedMessageException(subject, offset, what);
  }

  int unsignedByte(String field) {
    need(Byte.BYTES, field);
    return Byte.toUnsignedInt(in.get());
  }

  int unsignedShort(String field) {
    need(Short.BYTES, field);
    return Short.toUnsignedInt(in.getShort());
  }

  boolean bool(String field) {
    int at = offset();
    int value = unsignedByte(field);
    if (value > 1) {
      throw refusal(at, "%s is %d, not 0 or 1".formatted(field, value));
    }
    return value == 1;
  }

  /** From {@code least} to {@link ByteWriter#MAX_NUMBER}. */
  long number(String field, long least) {
    need(Long.BYTES, field);
    int at = offset();
    long value = in.getLong();
    if (value < least || value > ByteWriter.MAX_NUMBER) {
      throw refusal(at, field + " " + Long.toUnsignedString(value));
    }
    return value;
  }

  BlockId blockId(String field) {
    return BlockId.of(bytes(BlockId.SIZE, field));
  }

  Signature signature() {
    return Signature.of(bytes(Signature.SIZE, "signature"));
  }

  /** length(4) ‖ bytes, 1 to {@code max}. */
  byte[] sized(int max, String field) {
    need(Integer.BYTES, field);
    int at = offset();
    int length = in.getInt();
    if (length < 1 || length > max) {
      throw refusal(
          at, "%s of %s bytes, at most %d".formatted(field, Integer.toUnsignedString(length), max));
    }
    return bytes(length, field);
  }

  /** Refuses unless {@code size} bytes are left for {@code field}. */
  void need(int size, String field) {
    if (in.remaining() < size) {
      throw refusal(
          offset(), "%s needs %d bytes, %d are left".formatted(field, size, in.remaining()));
    }
  }

  /** Refuses if bytes are left over. */
  void end() {
    if (in.hasRemaining()) {
      throw refusal(offset(), in.remaining() + " bytes left over");
    }
  }

  private byte[] bytes(int size, String field) {
    need(size, field);
    byte[] value = new byte[size];
    in.get(value);
    return value;
  }
}
