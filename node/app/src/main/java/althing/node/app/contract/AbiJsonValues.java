package althing.node.app.contract;

import althing.ledger.abi.AbiParameter;
import althing.ledger.abi.AbiType;
import althing.ledger.abi.AbiType.DynamicArray;
import althing.ledger.abi.AbiType.FixedArray;
import althing.ledger.abi.AbiType.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ABI values for JSON: structs as objects, lists as lists, numbers as decimal text because they may
 * be too large for JSON readers, addresses and bytes in hexadecimal.
 */
final class AbiJsonValues {

  private AbiJsonValues() {}

  /** Values by the names of {@code types}; unnamed ones by their position. */
  static Map<String, Object> named(List<AbiParameter> types, List<?> values) {
    var named = new LinkedHashMap<String, Object>();
    for (int i = 0; i < values.size(); i++) {
      AbiParameter parameter = types.get(i);
      String name = parameter.name().isEmpty() ? String.valueOf(i) : parameter.name();
      named.put(name, value(parameter.type(), values.get(i)));
    }
    return named;
  }

  private static Object value(AbiType type, Object value) {
    return switch (type) {
      case Tuple(var components) -> named(components, (List<?>) value);
      case DynamicArray(var element) -> elements(element, (List<?>) value);
      case FixedArray(var element, _) -> elements(element, (List<?>) value);
      default -> value instanceof Boolean || value instanceof String ? value : value.toString();
    };
  }

  private static List<Object> elements(AbiType element, List<?> values) {
    var converted = new ArrayList<Object>();
    for (Object each : values) {
      converted.add(value(element, each));
    }
    return converted;
  }

  /** {@code name value} lines, structs indented. */
  static String text(Map<String, Object> values) {
    var out = new StringBuilder();
    append(out, "", values);
    return out.toString().stripTrailing();
  }

  private static void append(StringBuilder out, String indent, Map<?, ?> values) {
    values.forEach((name, value) -> {
      out.append(indent).append("%-18s".formatted(name));
      append(out, indent, value);
    });
  }

  private static void append(StringBuilder out, String indent, Object value) {
    switch (value) {
      case Map<?, ?> struct -> {
        out.append('\n');
        append(out, indent + "  ", struct);
      }
      case List<?> list -> {
        out.append(list.size()).append(list.size() == 1 ? " entry\n" : " entries\n");
        for (Object each : list) {
          out.append(indent).append("- ");
          append(out, indent + "  ", each);
        }
      }
      case BigInteger number -> out.append(number).append('\n');
      default -> out.append(value).append('\n');
    }
  }
}
