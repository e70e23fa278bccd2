package althing.node.rpc.method;

import althing.node.rpc.json.JsonIn;
import althing.node.rpc.json.JsonNumber;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * One request object of JSON-RPC 2.0, checked for form.
 *
 * @param hasId false: a notification, which is never answered
 * @param id String, {@link JsonNumber} or null
 * @param params List, Map or null for none
 * @param problem why this is no request; it is answered instead of run
 */
record Request(
    boolean hasId,
    @Nullable Object id,
    String method,
    @Nullable Object params,
    Optional<RpcException> problem) {

  private static final int MAX_ID_LENGTH = 256;

  /** Reads the value that starts at {@code token}, whatever it is. */
  static Request read(JsonIn in, @Nullable JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      in.value(token);
      return invalid(null, "a request is an object");
    }
    boolean hasId = false;
    Object id = null;
    Object version = null;
    Object method = null;
    Object params = null;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      Object value = in.value(in.next());
      switch (name) {
        case "jsonrpc" -> version = value;
        case "id" -> {
          hasId = true;
          id = value;
        }
        case "method" -> method = value;
        case "params" -> params = value;
        default -> {}
      }
    }
    if (!(id == null || id instanceof String || id instanceof JsonNumber)) {
      return invalid(null, "id must be a string, a number or null");
    }
    if (id instanceof String text && text.length() > MAX_ID_LENGTH) {
      return invalid(null, "id is longer than " + MAX_ID_LENGTH + " characters");
    }
    if (!"2.0".equals(version)) {
      return invalid(id, "jsonrpc must be \"2.0\"");
    }
    if (!(method instanceof String name)) {
      return invalid(id, "method must be a string");
    }
    if (!(params == null || params instanceof List || params instanceof Map)) {
      return new Request(
          hasId,
          id,
          name,
          null,
          Optional.of(RpcException.invalidParams("params must be an array or an object")));
    }
    return new Request(hasId, id, name, params, Optional.empty());
  }

  private static Request invalid(@Nullable Object id, String why) {
    return new Request(
        true, id, "", null, Optional.of(RpcException.invalidRequest("invalid request: " + why)));
  }
}
