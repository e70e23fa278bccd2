package althing.ledger.abi;

import althing.ledger.abi.AbiFunction.StateMutability;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.json.BoundedJson;
import althing.ledger.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Reads the JSON form of a contract's ABI. Fields that do not matter here are passed over. */
final class AbiJson {

  private static final int MAX_BYTES = 1 << 20;

  private AbiJson() {}

  static ContractAbi read(InputStream json) throws IOException {
    JsonNode root = BoundedJson.read("ABI JSON", json.readNBytes(MAX_BYTES + 1), MAX_BYTES);
    if (!root.isArray()) {
      throw new MalformedException("ABI JSON: expected a list");
    }
    return contract(root);
  }

  private static ContractAbi contract(JsonNode root) {
    var functions = new ArrayList<AbiFunction>();
    var events = new ArrayList<AbiEvent>();
    var errors = new ArrayList<AbiError>();
    for (int i = 0; i < root.size(); i++) {
      JsonNode entry = root.get(i);
      String at = "[" + i + "]";
      switch (text(entry, "type", at)) {
        case "function" -> functions.add(function(entry, at));
        case "event" -> events.add(event(entry, at));
        case "error" ->
            errors.add(new AbiError(text(entry, "name", at), parameters(entry, "inputs", at)));
        case "constructor", "fallback", "receive" -> {}
        case String other -> throw malformed(at + ".type", "unknown type \"" + other + "\"");
      }
    }
    return new ContractAbi(functions, events, errors);
  }

  private static AbiFunction function(JsonNode entry, String at) {
    return new AbiFunction(
        text(entry, "name", at),
        parameters(entry, "inputs", at),
        parameters(entry, "outputs", at),
        mutability(text(entry, "stateMutability", at), at));
  }

  private static StateMutability mutability(String name, String at) {
    for (var mutability : StateMutability.values()) {
      if (mutability.name().toLowerCase(Locale.ROOT).equals(name)) {
        return mutability;
      }
    }
    throw malformed(at + ".stateMutability", "unknown \"" + name + "\"");
  }

  private static AbiEvent event(JsonNode entry, String at) {
    if (entry.path("anonymous").asBoolean(false)) {
      throw malformed(at + ".anonymous", "anonymous events are not supported");
    }
    String name = text(entry, "name", at);
    List<AbiParameter> parameters = parameters(entry, "inputs", at).components();
    var inputs = new ArrayList<AbiEvent.Input>();
    for (int i = 0; i < parameters.size(); i++) {
      boolean indexed = entry.get("inputs").get(i).path("indexed").asBoolean(false);
      inputs.add(new AbiEvent.Input(parameters.get(i), indexed));
    }
    try {
      return AbiEvent.of(name, inputs);
    } catch (MalformedException e) {
      throw malformed(at + ".inputs", e);
    }
  }

  private static Tuple parameters(JsonNode holder, String field, String at) {
    JsonNode list = holder.path(field);
    String listAt = at + "." + field;
    if (!list.isArray()) {
      throw malformed(listAt, "expected a list");
    }
    var parameters = new ArrayList<AbiParameter>();
    for (int i = 0; i < list.size(); i++) {
      parameters.add(parameter(list.get(i), listAt + "[" + i + "]"));
    }
    try {
      return new Tuple(parameters);
    } catch (MalformedException e) {
      throw malformed(listAt, e);
    }
  }

  private static AbiParameter parameter(JsonNode node, String at) {
    String type = text(node, "type", at);
    String name = node.path("name").asString("");
    boolean isTuple = type.equals("tuple") || type.startsWith("tuple[");
    Tuple tuple = isTuple ? parameters(node, "components", at) : Tuple.EMPTY;
    try {
      return new AbiParameter(
          name,
          isTuple ? AbiTypeParser.withSuffix(tuple, type, "tuple".length()) : AbiType.parse(type));
    } catch (MalformedException e) {
      throw malformed(at + ".type", e);
    }
  }

  private static String text(JsonNode node, String field, String at) {
    JsonNode value = node.path(field);
    if (!value.isString() || value.asString().isEmpty()) {
      throw malformed(at + "." + field, "expected a text");
    }
    return value.asString();
  }

  private static MalformedException malformed(String at, MalformedException cause) {
    return malformed(at, String.valueOf(cause.getMessage()));
  }

  private static MalformedException malformed(String at, String what) {
    return new MalformedException("ABI JSON: " + at + ": " + what);
  }
}
