package althing.ledger.types;

import java.util.Arrays;

/** A 32-byte digest, ordered as unsigned bytes. */
public final class Hash implements Comparable<Hash> {

  public static final int SIZE = 32;
  public static final Hash ZERO = new Hash(new byte[SIZE]);

  private final byte[] value;

  private Hash(byte[] value) {
    if (value.length != SIZE) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + value.length);
    }
    this.value = value;
  }

  /** Takes over {@code value}: 32 bytes, which the caller must not change afterwards. */
  public static Hash wrap(byte[] value) {
    return new Hash(value);
  }

  public static Hash fromHex(String hex) {
    return new Hash(Hex.decode(hex));
  }

  public byte[] toArray() {
    return value.clone();
  }

  /** The bytes themselves, not to be changed. */
  public byte[] unsafeArray() {
    return value;
  }

  public Bytes toBytes() {
    return Bytes.wrap(value);
  }

  public String toHex() {
    return Hex.encode(value);
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Hash that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return (value[0] & 0xff) << 24
        | (value[9] & 0xff) << 16
        | (value[18] & 0xff) << 8
        | (value[27] & 0xff);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
