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
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the canonical encoding from front to back. {@code end} is where the part that was read so
 * far ends; the tail of the next dynamic value must start exactly there.
 */
final class AbiDecoder {

  private static final int WORD = 32;

  private final byte[] in;
  private int end;

  private AbiDecoder(byte[] in, int start) {
    this.in = in;
    this.end = start;
  }

  /** Decodes what follows the first {@code prefix} bytes. */
  static List<Object> decode(Tuple types, Bytes input, int prefix) {
    var decoder = new AbiDecoder(input.unsafeArray(), prefix);
    List<Object> values = decoder.components(null, types);
    int left = decoder.in.length - decoder.end;
    if (left > 0) {
      throw new MalformedException(
          "ABI: %d bytes left over at offset %d".formatted(left, decoder.end - prefix));
    }
    return values;
  }

  private List<Object> components(@Nullable AbiPath path, Tuple tuple) {
    int count = tuple.components().size();
    int base = end;
    if (tuple.staticSize() > in.length - base) {
      AbiPath first =
          AbiPath.component(path, tuple, Math.min(count - 1, (in.length - base) / WORD));
      throw malformed(path == null ? first : path, "input ends early");
    }
    end = base + tuple.staticSize();
    int head = base;
    var values = new ArrayList<Object>(count);
    for (int i = 0; i < count; i++) {
      AbiType type = tuple.components().get(i).type();
      values.add(item(AbiPath.component(path, tuple, i), type, base, head));
      head += type.headSize();
    }
    return Collections.unmodifiableList(values);
  }

  private List<Object> elements(AbiPath path, AbiType type, int count) {
    int base = end;
    int headSize = type.headSize();
    if (count > (in.length - base) / headSize) {
      throw malformed(path, count + " elements, more than the input holds");
    }
    end = base + count * headSize;
    var values = new ArrayList<Object>(count);
    for (int i = 0; i < count; i++) {
      values.add(item(AbiPath.element(path, i), type, base, base + i * headSize));
    }
    return Collections.unmodifiableList(values);
  }

  private Object item(AbiPath path, AbiType type, int base, int head) {
    if (!type.isDynamic()) {
      return inHead(path, type, head);
    }
    int offset = smallNumber(path, "offset", head);
    if (offset != end - base) {
      throw malformed(path, "offset %d, expected %d".formatted(offset, end - base));
    }
    return tail(path, type);
  }

  private Object inHead(AbiPath path, AbiType type, int head) {
    return switch (type) {
      case FixedArray(var element, int length) -> {
        var values = new ArrayList<Object>(length);
        for (int i = 0; i < length; i++) {
          values.add(inHead(AbiPath.element(path, i), element, head + i * element.staticSize()));
        }
        yield Collections.unmodifiableList(values);
      }
      case Tuple tuple -> {
        var values = new ArrayList<Object>(tuple.components().size());
        int at = head;
        for (int i = 0; i < tuple.components().size(); i++) {
          AbiType component = tuple.components().get(i).type();
          values.add(inHead(AbiPath.component(path, tuple, i), component, at));
          at += component.staticSize();
        }
        yield Collections.unmodifiableList(values);
      }
      case Uint(int bits) -> {
        expectZeros(path, "uint" + bits + " out of range", head, head + WORD - bits / 8);
        yield new BigInteger(1, in, head + WORD - bits / 8, bits / 8);
      }
      case Int(int bits) -> {
        var number = new BigInteger(in, head, WORD);
        if (number.bitLength() >= bits) {
          throw malformed(path, "int" + bits + " out of range");
        }
        yield number;
      }
      case AddressType() -> {
        expectZeros(path, "address with padding that is not zero", head, head + 12);
        yield Address.wrap(Arrays.copyOfRange(in, head + 12, head + WORD));
      }
      case Bool() -> {
        expectZeros(path, "bool is neither 0 nor 1", head, head + 31);
        int flag = in[head + 31];
        if (flag != 0 && flag != 1) {
          throw malformed(path, "bool is neither 0 nor 1");
        }
        yield flag == 1;
      }
      case FixedBytes(int size) -> {
        expectZeros(path, "padding is not zero", head + size, head + WORD);
        yield Bytes.wrap(Arrays.copyOfRange(in, head, head + size));
      }
      case DynamicBytes _, Text _, DynamicArray _ ->
          throw new IllegalStateException("a dynamic type is not in the head");
    };
  }

  private Object tail(AbiPath path, AbiType type) {
    return switch (type) {
      case DynamicBytes() -> Bytes.wrap(byteString(path));
      case Text() -> text(path, byteString(path));
      case DynamicArray(var element) -> elements(path, element, length(path));
      case FixedArray(var element, int length) -> elements(path, element, length);
      case Tuple tuple -> components(path, tuple);
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _ ->
          throw new IllegalStateException("a static type has no tail");
    };
  }

  private byte[] byteString(AbiPath path) {
    int length = length(path);
    int start = end;
    if (length > in.length - start) {
      throw malformed(path, length + " bytes, more than the input holds");
    }
    long padded = (long) Math.ceilDiv(length, WORD) * WORD;
    if (padded > in.length - start) {
      throw malformed(path, "input ends early");
    }
    end = start + (int) padded;
    expectZeros(path, "padding is not zero", start + length, end);
    return Arrays.copyOfRange(in, start, start + length);
  }

  private int length(AbiPath path) {
    if (in.length - end < WORD) {
      throw malformed(path, "input ends early");
    }
    int length = smallNumber(path, "length", end);
    end += WORD;
    return length;
  }

  private static String text(AbiPath path, byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(path, "text is not UTF-8");
    }
  }

  private int smallNumber(AbiPath path, String what, int at) {
    for (int i = at; i < at + 28; i++) {
      if (in[i] != 0) {
        throw malformed(path, what + " beyond the input");
      }
    }
    int value = ByteBuffer.wrap(in).getInt(at + 28);
    if (value < 0) {
      throw malformed(path, what + " beyond the input");
    }
    return value;
  }

  private void expectZeros(AbiPath path, String otherwise, int from, int to) {
    for (int i = from; i < to; i++) {
      if (in[i] != 0) {
        throw malformed(path, otherwise);
      }
    }
  }

  private static MalformedException malformed(AbiPath path, String what) {
    return new MalformedException("ABI: " + path + ": " + what);
  }
}
