package althing.node.rpc.method;

import java.util.Optional;

/**
 * One parameter of a method.
 *
 * @param fallback what an absent or null argument stands for; empty when it is required
 */
public record Param<T>(
    String name, ParamType<?> type, String description, Reader<T> reader, Optional<T> fallback) {

  /** Reads an argument that is there. */
  interface Reader<T> {
    T read(int position, Object value);
  }

  public static <T> Param<T> required(String name, ParamType<T> type, String description) {
    return new Param<>(name, type, description, type::decode, Optional.empty());
  }

  public static <T> Param<T> optional(
      String name, ParamType<T> type, T fallback, String description) {
    return new Param<>(name, type, description, type::decode, Optional.of(fallback));
  }

  /** An argument whose absence means something of its own. */
  public static <T> Param<Optional<T>> maybe(String name, ParamType<T> type, String description) {
    return new Param<>(
        name,
        type,
        description,
        (position, value) -> Optional.of(type.decode(position, value)),
        Optional.of(Optional.empty()));
  }

  public boolean isRequired() {
    return fallback.isEmpty();
  }
}
