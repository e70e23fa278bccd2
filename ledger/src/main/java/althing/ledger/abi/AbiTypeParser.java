package althing.ledger.abi;

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
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Reads type names; recursion ends at the bound on nesting. */
final class AbiTypeParser {

  private static final int MAX_LENGTH = 4096;

  private final String text;
  private int at;

  private AbiTypeParser(String text) {
    this.text = text;
  }

  static AbiType parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new MalformedException("ABI type of more than " + MAX_LENGTH + " characters");
    }
    var parser = new AbiTypeParser(text);
    AbiType type = parser.type(0);
    if (parser.at != text.length()) {
      throw parser.malformed();
    }
    return type;
  }

  /** Adds the array suffix of {@code name} to {@code base}: {@code tuple[][3]} in ABI JSON. */
  static AbiType withSuffix(AbiType base, String name, int suffixStart) {
    var parser = new AbiTypeParser(name);
    parser.at = suffixStart;
    AbiType type = parser.suffixes(base);
    if (parser.at != name.length()) {
      throw parser.malformed();
    }
    return type;
  }

  private AbiType type(int depth) {
    if (depth > AbiType.MAX_DEPTH) {
      throw new MalformedException("ABI type nested deeper than " + AbiType.MAX_DEPTH);
    }
    if (text.startsWith("tuple(", at)) {
      at += "tuple".length();
    }
    return suffixes(peek() == '(' ? tuple(depth) : plain());
  }

  private AbiType tuple(int depth) {
    at++;
    List<AbiType> types = new ArrayList<>();
    if (peek() == ')') {
      at++;
      return Tuple.EMPTY;
    }
    while (true) {
      types.add(type(depth + 1));
      char next = peek();
      at++;
      if (next == ')') {
        return Tuple.of(types);
      }
      if (next != ',') {
        throw malformed();
      }
    }
  }

  private AbiType suffixes(AbiType base) {
    AbiType type = base;
    while (peek() == '[') {
      at++;
      if (peek() == ']') {
        type = new DynamicArray(type);
      } else {
        type = new FixedArray(type, number());
        if (peek() != ']') {
          throw malformed();
        }
      }
      at++;
    }
    return type;
  }

  private AbiType plain() {
    int start = at;
    while (peek() >= 'a' && peek() <= 'z') {
      at++;
    }
    String name = text.substring(start, at);
    boolean sized = peek() >= '0' && peek() <= '9';
    return switch (name) {
      case "uint" -> new Uint(sized ? number() : 256);
      case "int" -> new Int(sized ? number() : 256);
      case "bytes" -> sized ? new FixedBytes(number()) : new DynamicBytes();
      case "address" -> new AddressType();
      case "bool" -> new Bool();
      case "string" -> new Text();
      default -> throw malformed();
    };
  }

  /** A decimal number below 2^20, without leading zeros. */
  private int number() {
    int start = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9' && at - start < 7) {
      value = value * 10 + (text.charAt(at++) - '0');
    }
    if (at == start || text.charAt(start) == '0' || value >= AbiType.MAX_STATIC_SIZE) {
      throw malformed();
    }
    return value;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private MalformedException malformed() {
    String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
    return new MalformedException("ABI type \"" + shown + "\" is not known");
  }
}
