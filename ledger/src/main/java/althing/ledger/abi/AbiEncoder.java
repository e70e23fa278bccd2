package althing.ledger.abi;

import althing.ledger.abi.AbiType.AddressType;
import althing.ledger.abi.AbiType.Bool;
import althing.ledger.abi.AbiType.DynamicArray;
import althing.ledger.abi.AbiType.DynamicBytes;
import althing.ledger.abi.AbiType.FixedArray;
import althing.ledger.abi.AbiType.FixedBytes;
import althing.ledger.abi.AbiType.Int;
import althing.ledger.abi.AbiType.Text;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.abi.AbiType.Uint;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes values into one array, which is made once and grows for what is dynamic. */
final class AbiEncoder {

  private static final int WORD = 32;

  private byte[] out;
  private int end;

  private AbiEncoder(int capacity) {
    this.out = new byte[capacity];
  }

  /** The encoding, with {@code prefix} bytes left free before it. */
  static byte[] encode(Tuple types, List<?> values, int prefix) {
    int head = prefix + types.staticSize();
    var encoder = new AbiEncoder(types.isDynamic() ? head + 256 : head);
    encoder.end = prefix;
    encoder.components(null, types, values);
    return encoder.end == encoder.out.length
        ? encoder.out
        : Arrays.copyOf(encoder.out, encoder.end);
  }

  /**
   * The encoding that is hashed for an indexed event argument: elements in place, one after the
   * other, without offsets and lengths; byte strings are padded only inside another type.
   */
  static byte[] encodeInPlace(AbiType type, Object value, AbiPath path) {
    var encoder = new AbiEncoder(256);
    switch (type) {
      case DynamicBytes _ -> encoder.append(bytes(value, path));
      case Text _ -> encoder.append(utf8(value, path));
      default -> encoder.inPlace(path, type, value);
    }
    return Arrays.copyOf(encoder.out, encoder.end);
  }

  private void inPlace(AbiPath path, AbiType type, Object value) {
    switch (type) {
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _ ->
          word(path, type, value, grow(WORD));
      case DynamicBytes _ -> padded(bytes(value, path));
      case Text _ -> padded(utf8(value, path));
      case DynamicArray(var element) -> elementsInPlace(path, element, list(value, path));
      case FixedArray(var element, int length) ->
          elementsInPlace(path, element, sized(list(value, path), length, path));
      case Tuple tuple -> {
        List<?> values = sized(list(value, path), tuple.components().size(), path);
        for (int i = 0; i < values.size(); i++) {
          inPlace(
              AbiPath.component(path, tuple, i), tuple.components().get(i).type(), values.get(i));
        }
      }
    }
  }

  private void elementsInPlace(AbiPath path, AbiType element, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      inPlace(AbiPath.element(path, i), element, values.get(i));
    }
  }

  private void components(@Nullable AbiPath path, Tuple tuple, List<?> values) {
    int count = tuple.components().size();
    if (path != null) {
      sized(values, count, path);
    } else if (values.size() != count) {
      throw new IllegalArgumentException(
          "expected " + count + " arguments, found " + values.size());
    }
    int base = grow(tuple.staticSize());
    int head = base;
    for (int i = 0; i < count; i++) {
      AbiType type = tuple.components().get(i).type();
      head = item(AbiPath.component(path, tuple, i), type, values.get(i), base, head);
    }
  }

  private void elements(AbiPath path, AbiType type, List<?> values) {
    int headSize = type.headSize();
    int base = grow(Math.multiplyExact(headSize, values.size()));
    int head = base;
    for (int i = 0; i < values.size(); i++) {
      head = item(AbiPath.element(path, i), type, values.get(i), base, head);
    }
  }

  /** Writes one value whose head is at {@code head}; returns where the next head is. */
  private int item(AbiPath path, AbiType type, Object value, int base, int head) {
    if (type.isDynamic()) {
      putInt(head, end - base);
      tail(path, type, value);
      return head + WORD;
    }
    return inHead(path, type, value, head);
  }

  private int inHead(AbiPath path, AbiType type, Object value, int head) {
    int next = head;
    switch (type) {
      case FixedArray(var element, int length) -> {
        List<?> values = sized(list(value, path), length, path);
        for (int i = 0; i < length; i++) {
          next = inHead(AbiPath.element(path, i), element, values.get(i), next);
        }
      }
      case Tuple tuple -> {
        List<?> values = sized(list(value, path), tuple.components().size(), path);
        for (int i = 0; i < values.size(); i++) {
          AbiType component = tuple.components().get(i).type();
          next = inHead(AbiPath.component(path, tuple, i), component, values.get(i), next);
        }
      }
      default -> {
        word(path, type, value, head);
        next += WORD;
      }
    }
    return next;
  }

  private void tail(AbiPath path, AbiType type, Object value) {
    switch (type) {
      case DynamicBytes _ -> lengthAndBytes(bytes(value, path));
      case Text _ -> lengthAndBytes(utf8(value, path));
      case DynamicArray(var element) -> {
        List<?> values = list(value, path);
        putInt(grow(WORD), values.size());
        elements(path, element, values);
      }
      case FixedArray(var element, int length) ->
          elements(path, element, sized(list(value, path), length, path));
      case Tuple tuple -> components(path, tuple, list(value, path));
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _ ->
          throw new IllegalStateException("a static type has no tail");
    }
  }

  private void word(AbiPath path, AbiType type, Object value, int at) {
    switch (type) {
      case Uint(int bits) -> {
        BigInteger number = number(value, path);
        if (number.signum() < 0 || number.bitLength() > bits) {
          throw new IllegalArgumentException(path + ": " + number + " is no uint" + bits);
        }
        putNumber(at, number);
      }
      case Int(int bits) -> {
        BigInteger number = number(value, path);
        if (number.bitLength() >= bits) {
          throw new IllegalArgumentException(path + ": " + number + " is no int" + bits);
        }
        putNumber(at, number);
      }
      case AddressType() -> {
        byte[] address = as(Address.class, value, path).unsafeArray();
        System.arraycopy(address, 0, out, at + 12, Address.SIZE);
      }
      case Bool() -> out[at + 31] = (byte) (as(Boolean.class, value, path) ? 1 : 0);
      case FixedBytes(int size) -> {
        byte[] bytes = bytes(value, path);
        if (bytes.length != size) {
          throw new IllegalArgumentException(
              path + ": expected " + size + " bytes, found " + bytes.length);
        }
        System.arraycopy(bytes, 0, out, at, size);
      }
      case DynamicBytes _, Text _, DynamicArray _, FixedArray _, Tuple _ ->
          throw new IllegalStateException("not a single word");
    }
  }

  private void lengthAndBytes(byte[] bytes) {
    putInt(grow(WORD), bytes.length);
    padded(bytes);
  }

  private void padded(byte[] bytes) {
    int at = grow(Math.multiplyExact(Math.ceilDiv(bytes.length, WORD), WORD));
    System.arraycopy(bytes, 0, out, at, bytes.length);
  }

  private void append(byte[] bytes) {
    System.arraycopy(bytes, 0, out, grow(bytes.length), bytes.length);
  }

  /** Adds zero bytes at the end; returns where they start. */
  private int grow(int count) {
    int start = end;
    end = Math.addExact(end, count);
    if (end > out.length) {
      out =
          Arrays.copyOf(out, Math.max(end, (int) Math.min(2L * out.length, Integer.MAX_VALUE - 8)));
    }
    return start;
  }

  private void putInt(int at, int value) {
    out[at + 28] = (byte) (value >>> 24);
    out[at + 29] = (byte) (value >>> 16);
    out[at + 30] = (byte) (value >>> 8);
    out[at + 31] = (byte) value;
  }

  private void putNumber(int at, BigInteger number) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, WORD);
    if (number.signum() < 0) {
      Arrays.fill(out, at, at + WORD - length, (byte) 0xff);
    }
    System.arraycopy(bytes, bytes.length - length, out, at + WORD - length, length);
  }

  private static BigInteger number(Object value, AbiPath path) {
    return switch (value) {
      case BigInteger number -> number;
      case Amount amount -> amount.value();
      case Long number -> BigInteger.valueOf(number);
      case Integer number -> BigInteger.valueOf(number);
      default -> throw mismatch("a number", value, path);
    };
  }

  private static byte[] bytes(Object value, AbiPath path) {
    return switch (value) {
      case Bytes bytes -> bytes.unsafeArray();
      case Hash hash -> hash.unsafeArray();
      default -> throw mismatch("Bytes", value, path);
    };
  }

  private static byte[] utf8(Object value, AbiPath path) {
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8
              .newEncoder()
              .encode(CharBuffer.wrap(as(String.class, value, path)));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(path + ": text with half a surrogate pair", e);
    }
  }

  private static List<?> list(Object value, AbiPath path) {
    return as(List.class, value, path);
  }

  private static List<?> sized(List<?> values, int size, AbiPath path) {
    if (values.size() != size) {
      throw new IllegalArgumentException(
          path + ": expected " + size + " values, found " + values.size());
    }
    return values;
  }

  private static <T> T as(Class<T> type, Object value, AbiPath path) {
    if (!type.isInstance(value)) {
      throw mismatch("a " + type.getSimpleName(), value, path);
    }
    return type.cast(value);
  }

  private static IllegalArgumentException mismatch(String expected, Object value, AbiPath path) {
    return new IllegalArgumentException(
        path + ": expected " + expected + ", found a " + value.getClass().getSimpleName());
  }
}
