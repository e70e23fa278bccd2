package althing.genesis.key;

import althing.ledger.json.BoundedJson;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object in a key file. Other programs write such files too, so fields that are not asked for
 * are passed over.
 *
 * @param at what stands before a field's name in messages
 */
record KeyJson(String at, JsonNode node) {

  private static final int MAX_BYTES = 1 << 16;
  private static final JsonMapper MAPPER = new JsonMapper();

  static KeyJson read(String what, Bytes file) {
    JsonNode root = BoundedJson.read(what, file.unsafeArray(), MAX_BYTES);
    if (!root.isObject()) {
      throw new MalformedException(what + ": expected an object");
    }
    return new KeyJson(what + ": ", root);
  }

  static ObjectNode create() {
    return MAPPER.createObjectNode();
  }

  static String write(ObjectNode node) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }

  /** Hexadecimal digits without {@code 0x}, as keystores have them. */
  static String plainHex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.unsafeArray());
  }

  boolean has(String name) {
    return node.has(name);
  }

  KeyJson object(String name) {
    JsonNode value = present(name);
    if (!value.isObject()) {
      throw malformed(name, "expected an object");
    }
    return new KeyJson(at + name + ".", value);
  }

  String text(String name) {
    JsonNode value = present(name);
    if (!value.isString()) {
      throw malformed(name, "expected a text");
    }
    return value.asString();
  }

  int number(String name, int min, int max) {
    JsonNode value = present(name);
    if (!value.isIntegralNumber()) {
      throw malformed(name, "expected a whole number");
    }
    if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
      throw malformed(
          name,
          min == max ? "expected " + min : "%s is not from %d to %d".formatted(value, min, max));
    }
    return value.intValue();
  }

  /** From {@code min} to {@code max} bytes in hexadecimal digits, with or without {@code 0x}. */
  Bytes hex(String name, int min, int max) {
    Bytes bytes;
    try {
      bytes = Bytes.fromHex(text(name));
    } catch (IllegalArgumentException e) {
      throw malformed(name, "not hexadecimal bytes");
    }
    if (bytes.size() < min || bytes.size() > max) {
      String expected = min == max ? "expected " + min : "expected " + min + " to " + max;
      throw malformed(name, bytes.size() + " bytes, " + expected);
    }
    return bytes;
  }

  MalformedException malformed(String name, String what) {
    return new MalformedException(at + name + ": " + what);
  }

  private JsonNode present(String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      throw malformed(name, "missing");
    }
    return value;
  }
}
