package althing.node.core.peer;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the fields of a peer's message in order, big-endian. Nothing is reserved for what has not
 * come, and what does not fit is a {@link MalformedException} that names the field and the offset.
 */
public final class WireReader {

  private final String subject;
  private final ByteBuffer in;

  public WireReader(String subject, byte[] bytes) {
    this.subject = subject;
    in = ByteBuffer.wrap(bytes);
  }

  public int unsignedByte(String field) {
    need(field, Byte.BYTES);
    return Byte.toUnsignedInt(in.get());
  }

  public int anyInt(String field) {
    need(field, Integer.BYTES);
    return in.getInt();
  }

  /** An unsigned number in {@code bytes} bytes: 1, 2, 4 or 8. */
  public long number(String field, int bytes, long least, long most) {
    int at = in.position();
    need(field, bytes);
    long value =
        switch (bytes) {
          case Byte.BYTES -> Byte.toUnsignedLong(in.get());
          case Short.BYTES -> Short.toUnsignedLong(in.getShort());
          case Integer.BYTES -> Integer.toUnsignedLong(in.getInt());
          case Long.BYTES -> in.getLong();
          default -> throw new IllegalArgumentException("a number in %d bytes".formatted(bytes));
        };
    if (value < least || value > most) {
      throw refusal(
          at,
          "%s %s is not within %d to %d"
              .formatted(field, Long.toUnsignedString(value), least, most));
    }
    return value;
  }

  /** A length or a number of things, in 4 bytes. */
  public int size(String field, int least, int most) {
    return (int) number(field, Integer.BYTES, least, most);
  }

  /** A length or a number of things, in 2 bytes. */
  public int count(String field, int least, int most) {
    return (int) number(field, Short.BYTES, least, most);
  }

  public byte[] bytes(String field, int size) {
    need(field, size);
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  public Bytes wrapped(String field, int size) {
    return Bytes.wrap(bytes(field, size));
  }

  public Hash hash(String field) {
    return Hash.wrap(bytes(field, Hash.SIZE));
  }

  public List<Hash> hashes(String field, int count) {
    need(field, Math.multiplyExact(count, Hash.SIZE));
    var hashes = new ArrayList<Hash>(count);
    for (int i = 0; i < count; i++) {
      hashes.add(hash(field));
    }
    return hashes;
  }

  /** Refuses unless {@code size} bytes are left. */
  public void need(String field, int size) {
    if (in.remaining() < size) {
      throw refusal(
          in.position(), "%s needs %d bytes, %d are left".formatted(field, size, in.remaining()));
    }
  }

  public void end() {
    if (in.hasRemaining()) {
      throw refusal(in.position(), in.remaining() + " bytes left over");
    }
  }

  /** How many bytes have not been read. */
  public int remaining() {
    return in.remaining();
  }

  /** The next byte, which stays to be read. */
  public int peek(String field) {
    need(field, Byte.BYTES);
    return Byte.toUnsignedInt(in.get(in.position()));
  }

  public int offset() {
    return in.position();
  }

  public MalformedException refusal(int offset, String what) {
    return new MalformedException("%s, offset %d: %s".formatted(subject, offset, what));
  }
}
