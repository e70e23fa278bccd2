package althing.node.rpc.method;

import org.jspecify.annotations.Nullable;

/**
 * How one kind of argument is read and described.
 *
 * @param label as the reference page shows it: {@code address}, {@code quantity}
 * @param schema for the OpenRPC document
 */
public record ParamType<T>(String label, Schema schema, Decoder<T> decoder) {

  /** Reads a JSON value: String, JsonNumber, Boolean, List or Map. */
  public interface Decoder<T> {
    /**
     * @throws IllegalArgumentException saying what is wrong, in words that follow {@code invalid
     *     argument 0:}
     * @throws RpcException for errors that have words of their own
     */
    T decode(Object value);
  }

  T decode(int position, Object value) {
    try {
      return decoder.decode(value);
    } catch (IllegalArgumentException e) {
      throw RpcException.invalidParams("invalid argument " + position + ": " + e.getMessage());
    }
  }

  /** What a JSON value is called in an error. */
  public static String kindOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String _ -> "a string";
      case Boolean _ -> "a boolean";
      case java.util.List<?> _ -> "an array";
      case java.util.Map<?, ?> _ -> "an object";
      default -> "a number";
    };
  }
}
