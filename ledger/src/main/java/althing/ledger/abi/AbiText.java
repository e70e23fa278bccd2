package althing.ledger.abi;

import java.util.List;
import java.util.stream.Collectors;

/** ABI values for people to read. */
final class AbiText {

  private static final int MAX_SHOWN = 256;

  private AbiText() {}

  /** {@code IouNotOpen(0x12…, 3)}. */
  static String call(String name, List<?> arguments) {
    return arguments.stream()
        .map(AbiText::value)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  private static String value(Object value) {
    return switch (value) {
      case String text -> '"' + shortened(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case List<?> values ->
          values.stream().map(AbiText::value).collect(Collectors.joining(", ", "[", "]"));
      default -> shortened(value.toString());
    };
  }

  private static String shortened(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
