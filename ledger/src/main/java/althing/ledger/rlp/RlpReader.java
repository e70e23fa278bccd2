package althing.ledger.rlp;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Reads RLP, accepting canonical encodings only: a single byte below 0x80 stands for itself,
 * lengths and scalars have no leading zero, the long form is used only from 56 bytes on. Every
 * refusal is a {@link MalformedException} that names the offset; nothing is allocated beyond the
 * input's size.
 */
public final class RlpReader {

  private final byte[] input;
  private int at;
  private final int end;
  private String field;

  private RlpReader(byte[] input, int start, int end, String field) {
    this.input = input;
    this.at = start;
    this.end = end;
    this.field = field;
  }

  /** A reader over all of {@code input}; call {@link #expectEnd()} when done. */
  public static RlpReader of(byte[] input) {
    return new RlpReader(input, 0, input.length, "");
  }

  public static RlpReader of(Bytes input) {
    return of(input.unsafeArray());
  }

  /** A reader over {@code input} from {@code start} on. */
  public static RlpReader of(byte[] input, int start) {
    return new RlpReader(input, start, input.length, "");
  }

  /** Reads {@code input} as one list and nothing after it. */
  public static <T> T decodeList(byte[] input, Function<RlpReader, T> body) {
    var reader = of(input);
    T value = reader.list(body);
    reader.expectEnd();
    return value;
  }

  /** Names what is read next, for the message if it is malformed. */
  public RlpReader field(String name) {
    field = name;
    return this;
  }

  public boolean hasNext() {
    return at < end;
  }

  public boolean nextIsList() {
    need(1);
    return (input[at] & 0xff) >= 0xc0;
  }

  /** Offset of the next item from the start of the input. */
  public int offset() {
    return at;
  }

  public byte[] bytes() {
    int length = stringHeader();
    byte[] value = Arrays.copyOfRange(input, at, at + length);
    at += length;
    return value;
  }

  /** A byte string of at most {@code limit} bytes. */
  public Bytes bytes(int limit) {
    int start = at;
    byte[] value = bytes();
    if (value.length > limit) {
      throw malformed("byte string of " + value.length + " bytes, limit " + limit, start);
    }
    return Bytes.wrap(value);
  }

  /** A byte string of exactly {@code size} bytes. */
  public byte[] fixed(int size) {
    int start = at;
    byte[] value = bytes();
    if (value.length != size) {
      throw malformed("expected " + size + " bytes, found " + value.length, start);
    }
    return value;
  }

  public Hash hash() {
    return Hash.wrap(fixed(Hash.SIZE));
  }

  public Address address() {
    return Address.wrap(fixed(Address.SIZE));
  }

  /** UTF-8 text of at most {@code limit} bytes. */
  public String text(int limit) {
    int start = at;
    Bytes value = bytes(limit);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(value.unsafeArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("text is not UTF-8", start);
    }
  }

  /** The big-endian bytes of a scalar of at most {@code limit} bytes; empty for zero. */
  public byte[] scalar(int limit) {
    int start = at;
    int length = stringHeader();
    checkScalar(length, limit, start);
    byte[] value = Arrays.copyOfRange(input, at, at + length);
    at += length;
    return value;
  }

  /** A scalar of at most 32 bytes without leading zeros. */
  public Amount amount() {
    return Amount.fromBytes(scalar(32));
  }

  /** A scalar of at most 63 bits. */
  public long number() {
    int start = at;
    long value = unsignedNumber();
    if (value < 0) {
      throw malformed("number above 2^63-1", start);
    }
    return value;
  }

  /** A scalar of at most 64 bits, returned as an unsigned {@code long}. */
  public long unsignedNumber() {
    int start = at;
    int length = stringHeader();
    checkScalar(length, 8, start);
    long number = 0;
    for (int i = 0; i < length; i++) {
      number = number << 8 | input[at++] & 0xff;
    }
    return number;
  }

  /** A scalar of at most 31 bits. */
  public int smallNumber() {
    int start = at;
    long value = number();
    if (value > Integer.MAX_VALUE) {
      throw malformed("number above 2^31-1", start);
    }
    return (int) value;
  }

  public boolean flag() {
    int start = at;
    long value = unsignedNumber();
    if (value != 0 && value != 1) {
      throw malformed("flag is neither 0 nor 1", start);
    }
    return value == 1;
  }

  /** Reads one list; {@code body} must consume all of its items. */
  public <T> T list(Function<RlpReader, T> body) {
    RlpReader items = list();
    T value = body.apply(items);
    items.expectEnd();
    return value;
  }

  /** A reader over the items of the next list, which is skipped here. */
  public RlpReader list() {
    int length = listHeader();
    var items = new RlpReader(input, at, at + length, field);
    at += length;
    return items;
  }

  /** Reads a list of like items, at most {@code limit}. */
  public <T> List<T> listOf(int limit, Function<RlpReader, T> item) {
    RlpReader items = list();
    var values = new ArrayList<T>();
    while (items.hasNext()) {
      if (values.size() == limit) {
        throw malformed("list longer than " + limit, items.at);
      }
      values.add(item.apply(items));
    }
    return values;
  }

  /** The next item, header included, as it stands in the input. */
  public byte[] rawItem() {
    int start = at;
    int length = nextIsList() ? listHeader() : stringHeader();
    at += length;
    return Arrays.copyOfRange(input, start, at);
  }

  /** Refuses bytes or items left over. */
  public void expectEnd() {
    if (at != end) {
      throw malformed((end - at) + " bytes left over", at);
    }
  }

  private int stringHeader() {
    need(1);
    int first = input[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    if (first >= 0xc0) {
      throw malformed("expected a byte string, found a list", at);
    }
    int start = at;
    int length = length(first, 0x80);
    if (length == 1 && input[at] >= 0) {
      throw malformed("single byte below 0x80 with a length prefix", start);
    }
    return length;
  }

  private int listHeader() {
    need(1);
    int first = input[at] & 0xff;
    if (first < 0xc0) {
      throw malformed("expected a list, found a byte string", at);
    }
    return length(first, 0xc0);
  }

  private int length(int first, int base) {
    int start = at++;
    if (first < base + 56) {
      need(first - base);
      return first - base;
    }
    int count = first - base - 55;
    need(count);
    if (input[at] == 0) {
      throw malformed("length with a leading zero", start);
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | input[at++] & 0xff;
      if (length > Integer.MAX_VALUE) {
        throw malformed("length beyond the input", start);
      }
    }
    if (length < 56) {
      throw malformed("long form for fewer than 56 bytes", start);
    }
    need((int) length);
    return (int) length;
  }

  private void checkScalar(int length, int limit, int start) {
    if (length > limit) {
      throw malformed("scalar of " + length + " bytes, limit " + limit, start);
    }
    if (length > 0 && input[at] == 0) {
      throw malformed("scalar with a leading zero", start);
    }
  }

  private void need(int count) {
    if (count > end - at) {
      throw malformed("input ends early", at);
    }
  }

  private MalformedException malformed(String what, int offset) {
    String where = field.isEmpty() ? "" : field + ": ";
    return new MalformedException(where + "RLP: " + what + " at offset " + offset);
  }
}
