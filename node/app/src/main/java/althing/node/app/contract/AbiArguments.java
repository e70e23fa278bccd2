package althing.node.app.contract;

import althing.ledger.abi.AbiParameter;
import althing.ledger.abi.AbiType;
import althing.ledger.abi.AbiType.AddressType;
import althing.ledger.abi.AbiType.Bool;
import althing.ledger.abi.AbiType.DynamicArray;
import althing.ledger.abi.AbiType.DynamicBytes;
import althing.ledger.abi.AbiType.FixedArray;
import althing.ledger.abi.AbiType.FixedBytes;
import althing.ledger.abi.AbiType.Int;
import althing.ledger.abi.AbiType.Text;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.abi.AbiType.Uint;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import althing.node.app.terminal.AmountText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Arguments of a call as they are typed: numbers in decimal or with {@code 0x}, amounts with a unit
 * ({@code 5sp}), addresses, {@code true} and {@code false}, bytes in hexadecimal; arrays and tuples
 * as JSON lists.
 */
final class AbiArguments {

  private AbiArguments() {}

  /** Values of {@code types} from {@code texts}, one for each. */
  static List<Object> parse(Tuple types, List<String> texts) {
    List<AbiParameter> parameters = types.components();
    if (parameters.size() != texts.size()) {
      throw CommandFailure.usage(
          "expected %d arguments %s, found %d"
              .formatted(parameters.size(), describe(types), texts.size()));
    }
    var values = new ArrayList<Object>();
    for (int i = 0; i < texts.size(); i++) {
      AbiParameter parameter = parameters.get(i);
      try {
        values.add(value(parameter.type(), texts.get(i)));
      } catch (IllegalArgumentException | JacksonException e) {
        throw CommandFailure.usage(
            "argument %d (%s %s): %s"
                .formatted(i + 1, parameter.type().canonical(), parameter.name(), e.getMessage()));
      }
    }
    return values;
  }

  /** {@code (address creditor, uint256 amount)}. */
  static String describe(Tuple types) {
    var names = new ArrayList<String>();
    for (AbiParameter parameter : types.components()) {
      names.add((parameter.type().canonical() + " " + parameter.name()).strip());
    }
    return "(" + String.join(", ", names) + ")";
  }

  private static Object value(AbiType type, String text) {
    return switch (type) {
      case Uint _, Int _ -> number(text);
      case AddressType _ -> address(text);
      case Bool _ -> truth(text);
      case FixedBytes _, DynamicBytes _ -> Bytes.fromHex(text);
      case Text _ -> text;
      case DynamicArray _, FixedArray _, Tuple _ -> value(type, JsonMapper.shared().readTree(text));
    };
  }

  private static Object value(AbiType type, JsonNode node) {
    return switch (type) {
      case DynamicArray(var element) -> elements(element, node);
      case FixedArray(var element, _) -> elements(element, node);
      case Tuple(var components) -> {
        if (!node.isArray() || node.size() != components.size()) {
          throw new IllegalArgumentException("expected a JSON list of " + components.size());
        }
        var values = new ArrayList<Object>();
        for (int i = 0; i < components.size(); i++) {
          values.add(value(components.get(i).type(), node.get(i)));
        }
        yield values;
      }
      case Uint _, Int _, AddressType _, Bool _, FixedBytes _, DynamicBytes _, Text _ ->
          value(type, node.asString());
    };
  }

  private static List<Object> elements(AbiType element, JsonNode node) {
    if (!node.isArray()) {
      throw new IllegalArgumentException("expected a JSON list");
    }
    var values = new ArrayList<Object>();
    node.forEach(item -> values.add(value(element, item)));
    return values;
  }

  private static BigInteger number(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.endsWith("sp") || lower.endsWith("wei")) {
      return AmountText.parse(lower).value();
    }
    boolean negative = lower.startsWith("-");
    String digits = negative ? lower.substring(1) : lower;
    try {
      BigInteger value =
          digits.startsWith("0x")
              ? new BigInteger(digits.substring(2), 16)
              : new BigInteger(digits);
      return negative ? value.negate() : value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number", e);
    }
  }

  private static Address address(String text) {
    try {
      return Address.fromHex(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address: 0x and 40 hexadecimal digits", e);
    }
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }
}
