package althing.genesis;

import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a JSON document from front to back, without holding it as a tree. Each value is asked for
 * with its place, as in {@code accounts[2].balance}, which opens the message of every refusal.
 * Unknown fields and fields given twice are refused.
 */
final class StrictJson {

  private static final int MAX_DEPTH = 8;
  private static final int MAX_NAME = 64;
  private static final int MAX_NUMBER = 32;

  private final JsonParser parser;

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads the value that is next; {@code at} is its place. */
  @FunctionalInterface
  interface Value {
    Object read(String at);
  }

  /** What an object held. */
  record Fields(String at, Map<String, Object> values) {

    /** A field that must be there. */
    <T> T get(String name, Class<T> type) {
      return find(name, type).orElseThrow(() -> malformed(place(at, name), "missing"));
    }

    <T> Optional<T> find(String name, Class<T> type) {
      return Optional.ofNullable(values.get(name)).map(type::cast);
    }

    /** A field that must be there and was read as a list of these. */
    <T> List<T> list(String name, Class<T> type) {
      List<?> items = get(name, List.class);
      return items.stream().<T>map(type::cast).toList();
    }
  }

  /**
   * Reads one value and nothing after it.
   *
   * @param maxText the longest text in it, in characters
   */
  static <T> T read(byte[] json, int maxText, Function<StrictJson, T> document) {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNameLength(MAX_NAME)
            .maxNumberLength(MAX_NUMBER)
            .maxStringLength(maxText)
            .build();
    var factory = JsonFactory.builder().streamReadConstraints(constraints).build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      T value = document.apply(new StrictJson(parser));
      if (parser.nextToken() != null) {
        throw new MalformedException("something follows the end of the document");
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String place =
          at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
      throw new MalformedException(place + e.getOriginalMessage());
    }
  }

  /** Reads an object whose fields are in any order and are read as {@code known} says. */
  Fields object(String at, Map<String, Value> known) {
    return object(at, name -> Optional.ofNullable(known.get(name)));
  }

  /** Reads an object; {@code known} is empty for a field that may not be there. */
  Fields object(String at, Function<String, Optional<Value>> known) {
    expect(at, JsonToken.START_OBJECT, "an object");
    var values = new HashMap<String, Object>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      String fieldAt = place(at, name);
      Value field = known.apply(name).orElseThrow(() -> malformed(fieldAt, "unknown field"));
      parser.nextToken();
      if (values.put(name, field.read(fieldAt)) != null) {
        throw malformed(fieldAt, "given twice");
      }
    }
    return new Fields(at, values);
  }

  List<Object> list(String at, int limit, Value item) {
    expect(at, JsonToken.START_ARRAY, "a list");
    var items = new ArrayList<Object>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (items.size() == limit) {
        throw malformed(at, "more than " + limit);
      }
      items.add(item.read(at + "[" + items.size() + "]"));
    }
    return items;
  }

  String text(String at) {
    expect(at, JsonToken.VALUE_STRING, "a text");
    return parser.getString();
  }

  long integer(String at, long min, long max) {
    expect(at, JsonToken.VALUE_NUMBER_INT, "a whole number");
    BigInteger value = parser.getBigIntegerValue();
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw malformed(at, "%d is not from %d to %d".formatted(value, min, max));
    }
    return value.longValueExact();
  }

  boolean nextIsNumber() {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  static MalformedException malformed(String at, String what) {
    return new MalformedException(at.isEmpty() ? what : at + ": " + what);
  }

  private static String place(String at, String name) {
    return at.isEmpty() ? name : at + "." + name;
  }

  private void expect(String at, JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw malformed(at, "expected " + what);
    }
  }
}
