package althing.consensus;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string of fixed length, equal to another of its type by content. */
public abstract sealed class Octets implements Comparable<Octets>
    permits BlockId, PublicKey, Signature {

  private final byte[] value;

  /** Copies {@code value}, which must have {@code size} bytes. */
  Octets(byte[] value, int size, String what) {
    if (value.length != size) {
      throw new IllegalArgumentException(
          "%s has %d bytes, not %d".formatted(what, size, value.length));
    }
    this.value = value.clone();
  }

  public final byte[] toArray() {
    return value.clone();
  }

  /** Unsigned byte order. */
  @Override
  public final int compareTo(Octets other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public final boolean equals(Object other) {
    return this == other
        || other instanceof Octets that
            && getClass() == that.getClass()
            && Arrays.equals(value, that.value);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(value);
  }

  /** Hexadecimal digits with {@code 0x}. */
  @Override
  public final String toString() {
    return "0x" + HexFormat.of().formatHex(value);
  }
}
