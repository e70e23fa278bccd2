package althing.ledger.rlp;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes canonical RLP (Ethereum Yellow Paper, appendix B). Items are written back to back; a list
 * is opened with {@link #list(Consumer)}, whose body writes the items.
 */
public final class RlpWriter {

  private byte[] buffer;
  private int size;

  public RlpWriter() {
    this(128);
  }

  public RlpWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /** One list as bytes. */
  public static byte[] encodeList(Consumer<RlpWriter> body) {
    var writer = new RlpWriter();
    writer.list(body);
    return writer.toArray();
  }

  /** One byte string as bytes. */
  public static byte[] encodeBytes(byte[] value) {
    var writer = new RlpWriter(value.length + 9);
    writer.bytes(value);
    return writer.toArray();
  }

  public RlpWriter bytes(byte[] value) {
    if (value.length == 1 && value[0] >= 0) {
      ensure(1);
      buffer[size++] = value[0];
      return this;
    }
    header(0x80, value.length);
    return raw(value);
  }

  public RlpWriter bytes(Bytes value) {
    return bytes(value.unsafeArray());
  }

  public RlpWriter hash(Hash value) {
    return bytes(value.unsafeArray());
  }

  public RlpWriter address(Address value) {
    return bytes(value.unsafeArray());
  }

  public RlpWriter text(String value) {
    return bytes(Bytes.utf8(value));
  }

  /** A scalar: the shortest big-endian form, empty for zero. */
  public RlpWriter amount(Amount value) {
    return bytes(value.toBytes());
  }

  /** A scalar of at most 64 bits, taken as unsigned. */
  public RlpWriter number(long value) {
    if (value == 0) {
      ensure(1);
      buffer[size++] = (byte) 0x80;
      return this;
    }
    int length = 8 - Long.numberOfLeadingZeros(value) / 8;
    if (length == 1 && value < 0x80 && value > 0) {
      ensure(1);
      buffer[size++] = (byte) value;
      return this;
    }
    ensure(length + 1);
    buffer[size++] = (byte) (0x80 + length);
    for (int shift = (length - 1) * 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  public RlpWriter flag(boolean value) {
    return number(value ? 1 : 0);
  }

  /** Bytes that already are one or more encoded items. */
  public RlpWriter raw(byte[] encoded) {
    ensure(encoded.length);
    System.arraycopy(encoded, 0, buffer, size, encoded.length);
    size += encoded.length;
    return this;
  }

  /** A list of the items that {@code body} writes to this writer. */
  public RlpWriter list(Consumer<RlpWriter> body) {
    int start = size;
    body.accept(this);
    int length = size - start;
    int prefix = length < 56 ? 1 : 1 + lengthOfLength(length);
    ensure(prefix);
    System.arraycopy(buffer, start, buffer, start + prefix, length);
    int end = size + prefix;
    size = start;
    header(0xc0, length);
    size = end;
    return this;
  }

  public byte[] toArray() {
    return Arrays.copyOf(buffer, size);
  }

  public Bytes toBytes() {
    return Bytes.wrap(toArray());
  }

  private void header(int base, int length) {
    if (length < 56) {
      ensure(1);
      buffer[size++] = (byte) (base + length);
      return;
    }
    int count = lengthOfLength(length);
    ensure(1 + count);
    buffer[size++] = (byte) (base + 55 + count);
    for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (length >>> shift);
    }
  }

  private static int lengthOfLength(int length) {
    return 4 - Integer.numberOfLeadingZeros(length) / 8;
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
