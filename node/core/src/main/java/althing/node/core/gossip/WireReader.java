package althing.node.core.gossip;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads fields in order, big-endian. Nothing is reserved for what has not come, and what does not
 * fit is a {@link MalformedException} that names the field and the offset.
 */
final class WireReader {

  private final String subject;
  private final ByteBuffer in;

  WireReader(String subject, byte[] bytes) {
    this.subject = subject;
    in = ByteBuffer.wrap(bytes);
  }

  int unsignedByte(String field) {
    need(field, Byte.BYTES);
    return Byte.toUnsignedInt(in.get());
  }

  int unsignedShort(String field) {
    need(field, Short.BYTES);
    return Short.toUnsignedInt(in.getShort());
  }

  int anyInt(String field) {
    need(field, Integer.BYTES);
    return in.getInt();
  }

  /** A length or a number of things, in 4 bytes. */
  int size(String field, int least, int most) {
    int at = in.position();
    return inRange(field, at, Integer.toUnsignedLong(anyInt(field)), least, most);
  }

  /** A number of things, in 2 bytes. */
  int count(String field, int least, int most) {
    int at = in.position();
    return inRange(field, at, unsignedShort(field), least, most);
  }

  byte[] bytes(String field, int size) {
    need(field, size);
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }

  Bytes wrapped(String field, int size) {
    return Bytes.wrap(bytes(field, size));
  }

  Hash hash(String field) {
    return Hash.wrap(bytes(field, Hash.SIZE));
  }

  List<Hash> hashes(String field, int count) {
    need(field, Math.multiplyExact(count, Hash.SIZE));
    var hashes = new ArrayList<Hash>(count);
    for (int i = 0; i < count; i++) {
      hashes.add(hash(field));
    }
    return hashes;
  }

  /** Refuses unless {@code size} bytes are left. */
  void need(String field, int size) {
    if (in.remaining() < size) {
      throw refusal(
          in.position(), "%s needs %d bytes, %d are left".formatted(field, size, in.remaining()));
    }
  }

  void end() {
    if (in.hasRemaining()) {
      throw refusal(in.position(), in.remaining() + " bytes left over");
    }
  }

  int offset() {
    return in.position();
  }

  MalformedException refusal(int offset, String what) {
    return new MalformedException("%s, offset %d: %s".formatted(subject, offset, what));
  }

  private int inRange(String field, int at, long value, int least, int most) {
    if (value < least || value > most) {
      throw refusal(at, "%s is %d, %d to %d".formatted(field, value, least, most));
    }
    return (int) value;
  }
}
