package althing.ledger.types;

import java.util.Arrays;

/** A 20-byte account address, ordered as unsigned bytes. */
public final class Address implements Comparable<Address> {

  public static final int SIZE = 20;
  public static final Address ZERO = new Address(new byte[SIZE]);

  /** The sender of tick transactions (DESIGN §3); nobody holds its key. */
  public static final Address SYSTEM = system(0x0fff);

  private final byte[] value;

  private Address(byte[] value) {
    if (value.length != SIZE) {
      throw new IllegalArgumentException("an address has 20 bytes, not " + value.length);
    }
    this.value = value;
  }

  /** Takes over {@code value}: 20 bytes, which the caller must not change afterwards. */
  public static Address wrap(byte[] value) {
    return new Address(value);
  }

  /** Reads 40 hexadecimal digits of any case with an optional {@code 0x}; no checksum is asked. */
  public static Address fromHex(String hex) {
    return new Address(Hex.decode(hex));
  }

  /** The address whose number is {@code number}: system contracts live from 0x1000. */
  public static Address system(int number) {
    byte[] value = new byte[SIZE];
    value[16] = (byte) (number >>> 24);
    value[17] = (byte) (number >>> 16);
    value[18] = (byte) (number >>> 8);
    value[19] = (byte) number;
    return new Address(value);
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

  /** Lower-case form with {@code 0x}. */
  public String toHex() {
    return Hex.encode(value);
  }

  @Override
  public int compareTo(Address other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Address that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
