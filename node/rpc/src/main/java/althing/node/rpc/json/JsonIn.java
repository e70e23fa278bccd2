package althing.node.rpc.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory.Feature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads JSON in one pass into plain values: {@link String}, {@link JsonNumber}, {@link Boolean},
 * null, {@link List} and {@link Map} (in order of appearance; of equal names the last counts).
 */
public final class JsonIn implements AutoCloseable {

  /** Nesting that is read; what this node is asked needs less than ten levels. */
  public static final int MAX_DEPTH = 64;

  /** Values, names and brackets in one document: bounds the memory that small ones can take. */
  public static final int MAX_TOKENS = 200_000;

  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_NAME_LENGTH = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .disable(Feature.INTERN_PROPERTY_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxTokenCount(MAX_TOKENS)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final JsonParser parser;

  public JsonIn(byte[] document, int offset, int length) {
    this.parser = FACTORY.createParser(ObjectReadContext.empty(), document, offset, length);
  }

  /** The next token, null at the end of the document. */
  public @Nullable JsonToken next() {
    return parser.nextToken();
  }

  /** The name of the next member, or null at the end of the object. */
  public @Nullable String nextName() {
    return parser.nextName();
  }

  /** Skips the children of an object or array that was just opened. */
  public void skip() {
    parser.skipChildren();
  }

  /** The value that starts at {@code token}, with all that is in it. */
  public @Nullable Object value(@Nullable JsonToken token) {
    if (token == null) {
      throw new StreamReadException(parser, "a value is missing");
    }
    return switch (token) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_ARRAY -> array();
      case START_OBJECT -> object();
      default -> throw new StreamReadException(parser, "unexpected " + token);
    };
  }

  private List<@Nullable Object> array() {
    var values = new ArrayList<@Nullable Object>(4);
    for (var token = next(); token != JsonToken.END_ARRAY; token = next()) {
      values.add(value(token));
    }
    return values;
  }

  private Map<String, @Nullable Object> object() {
    var values = new LinkedHashMap<String, @Nullable Object>(8);
    for (String name = nextName(); name != null; name = nextName()) {
      values.put(name, value(next()));
    }
    return values;
  }

  /** Words for a document that {@code problem} stopped: they name a limit or the place. */
  public static String describe(RuntimeException problem) {
    return switch (problem) {
      case StreamConstraintsException e -> limitOf(e);
      case StreamReadException e when e.getLocation() != null ->
          e.getOriginalMessage().lines().findFirst().orElse("malformed")
              + " at byte "
              + Math.max(0, e.getLocation().getByteOffset());
      default -> "malformed JSON";
    };
  }

  private static String limitOf(StreamConstraintsException problem) {
    String message = problem.getOriginalMessage();
    if (message.contains("depth")) {
      return "JSON is nested deeper than " + MAX_DEPTH + " levels";
    }
    if (message.contains("oken count")) {
      return "JSON has more than " + MAX_TOKENS + " tokens";
    }
    if (message.contains("umber")) {
      return "JSON number is longer than " + MAX_NUMBER_LENGTH + " characters";
    }
    return "JSON name is longer than " + MAX_NAME_LENGTH + " characters";
  }

  @Override
  public void close() {
    parser.close();
  }
}
