package althing.ledger.json;

import althing.ledger.types.MalformedException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON documents from outside: one value, no name twice, bounded in size and depth. */
public final class BoundedJson {

  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BoundedJson() {}

  /**
   * Reads {@code json}, at most {@code maxBytes}.
   *
   * @param what the document, for messages
   * @throws MalformedException if it is too large or not such JSON
   */
  public static JsonNode read(String what, byte[] json, int maxBytes) {
    if (json.length > maxBytes) {
      throw new MalformedException(what + ": more than " + maxBytes + " bytes");
    }
    try {
      return MAPPER.readTree(json);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String place =
          at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
      throw new MalformedException(what + ": " + place + e.getOriginalMessage());
    }
  }
}
