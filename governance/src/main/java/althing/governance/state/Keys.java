package althing.governance.state;

import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;

/** Puts the parts of a state key together. Numbers are big-endian, so that byte order is theirs. */
public final class Keys {

  private Keys() {}

  /** A key that opens with a projection's prefix and the kind of its entry. */
  public static Bytes key(int prefix, char kind, byte[]... parts) {
    byte[] head = {(byte) prefix, (byte) kind};
    return Bytes.wrap(Bytes.concat(head, Bytes.concat(parts)));
  }

  public static byte[] bigEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** The number that is {@code fromEnd} bytes before the end of a key. */
  public static long numberAt(Bytes key, int fromEnd) {
    return ByteBuffer.wrap(key.unsafeArray(), key.size() - fromEnd, Long.BYTES).getLong();
  }

  /** The address that is {@code fromEnd} bytes before the end of a key. */
  public static Address addressAt(Bytes key, int fromEnd) {
    int at = key.size() - fromEnd;
    return Address.wrap(key.slice(at, at + Address.SIZE).unsafeArray());
  }

  /** The hash that is {@code fromEnd} bytes before the end of a key. */
  public static Hash hashAt(Bytes key, int fromEnd) {
    int at = key.size() - fromEnd;
    return Hash.wrap(key.slice(at, at + Hash.SIZE).unsafeArray());
  }
}
