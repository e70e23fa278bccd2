package althing.ledger.types;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable sequence of bytes, compared by content and ordered as unsigned bytes, shorter first
 * on a common prefix.
 */
public final class Bytes implements Comparable<Bytes> {

  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;
  private int hash;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes of(byte... value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /** Takes over {@code value}, which the caller must not change afterwards. */
  public static Bytes wrap(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value);
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads hexadecimal digits of either case with an optional {@code 0x}; refuses odd lengths. */
  public static Bytes fromHex(String hex) {
    return wrap(Hex.decode(hex));
  }

  public int size() {
    return value.length;
  }

  public boolean isEmpty() {
    return value.length == 0;
  }

  public byte get(int index) {
    return value[index];
  }

  /** A copy of the bytes from {@code from} up to, not including, {@code to}. */
  public Bytes slice(int from, int to) {
    return wrap(Arrays.copyOfRange(value, from, to));
  }

  public Bytes concat(Bytes tail) {
    return wrap(concat(value, tail.value));
  }

  public boolean startsWith(Bytes prefix) {
    return value.length >= prefix.value.length
        && Arrays.equals(value, 0, prefix.value.length, prefix.value, 0, prefix.value.length);
  }

  /** A copy that the caller may change. */
  public byte[] toArray() {
    return value.clone();
  }

  /** The bytes themselves, not to be changed: for hashing and writing without a copy. */
  public byte[] unsafeArray() {
    return value;
  }

  public String toHex() {
    return Hex.encode(value);
  }

  /** Joins the parts into a new array. */
  public static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length = Math.addExact(length, part.length);
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(value);
      hash = h;
    }
    return h;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
