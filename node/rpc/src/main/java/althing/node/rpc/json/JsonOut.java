package althing.node.rpc.json;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Writes one JSON value to a {@link ResponseBuffer}, with Ethereum's forms of numbers and bytes:
 * quantities ({@code 0x} and no leading zeros) and data ({@code 0x} and two digits a byte).
 */
public final class JsonOut implements AutoCloseable {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private final JsonGenerator out;
  private byte[] scratch = new byte[80];

  public JsonOut(ResponseBuffer buffer) {
    this.out = FACTORY.createGenerator(ObjectWriteContext.empty(), buffer);
  }

  /** The bytes of one value. */
  public static byte[] render(int limit, Consumer<JsonOut> value) {
    var buffer = new ResponseBuffer(512, limit);
    try (var out = new JsonOut(buffer)) {
      value.accept(out);
    }
    return buffer.toArray();
  }

  public JsonOut object() {
    out.writeStartObject();
    return this;
  }

  public JsonOut endObject() {
    out.writeEndObject();
    return this;
  }

  public JsonOut array() {
    out.writeStartArray();
    return this;
  }

  public JsonOut endArray() {
    out.writeEndArray();
    return this;
  }

  public JsonOut name(String name) {
    out.writeName(name);
    return this;
  }

  public JsonOut nil() {
    out.writeNull();
    return this;
  }

  public JsonOut text(@Nullable String value) {
    out.writeString(value);
    return this;
  }

  public JsonOut flag(boolean value) {
    out.writeBoolean(value);
    return this;
  }

  public JsonOut number(long value) {
    out.writeNumber(value);
    return this;
  }

  public JsonOut number(double value) {
    out.writeNumber(value);
    return this;
  }

  public JsonOut number(JsonNumber value) {
    out.writeNumber(value.text());
    return this;
  }

  /** A value that is JSON already. */
  public JsonOut raw(String json) {
    out.writeRawValue(json);
    return this;
  }

  /** Data: two digits a byte, {@code 0x} for none. */
  public JsonOut data(byte[] value) {
    int length = 2 + 2 * value.length;
    byte[] text = scratch(length);
    int at = 2;
    for (byte b : value) {
      text[at++] = DIGITS[b >> 4 & 15];
      text[at++] = DIGITS[b & 15];
    }
    out.writeRawUTF8String(text, 0, length);
    return this;
  }

  public JsonOut data(Bytes value) {
    return data(value.unsafeArray());
  }

  public JsonOut hash(Hash value) {
    return data(value.unsafeArray());
  }

  /** An address, or null. */
  public JsonOut address(@Nullable Address value) {
    return value == null ? nil() : data(value.unsafeArray());
  }

  /** A quantity of at most 64 bits, taken as unsigned. */
  public JsonOut quantity(long value) {
    int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
    byte[] text = scratch(2 + digits);
    for (int at = 1 + digits; at > 1; at--) {
      text[at] = DIGITS[(int) value & 15];
      value >>>= 4;
    }
    out.writeRawUTF8String(text, 0, 2 + digits);
    return this;
  }

  public JsonOut quantity(Amount value) {
    if (value.value().bitLength() <= 64) {
      return quantity(value.value().longValue());
    }
    out.writeString(value.toQuantity());
    return this;
  }

  public JsonOut hashes(Collection<Hash> values) {
    array();
    for (Hash value : values) {
      hash(value);
    }
    return endArray();
  }

  /** Hands what was written to the buffer. */
  @Override
  public void close() {
    out.close();
  }

  private byte[] scratch(int length) {
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, scratch.length * 2)];
    }
    scratch[0] = '0';
    scratch[1] = 'x';
    return scratch;
  }
}
