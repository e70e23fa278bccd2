package althing.ledger.abi;

import althing.ledger.abi.AbiFunction.StateMutability;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.abi.AbiType.Uint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the subset of Solidity that our interface files use: one interface of enums, structs,
 * events, errors and external functions.
 */
public final class SolidityInterface {

  private static final Pattern COMMENT = Pattern.compile("//.*");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*|[0-9]+|\\S");

  private final List<String> tokens;
  private int at;
  private final Map<String, AbiType> declared = new HashMap<>();
  private final List<AbiFunction> functions = new ArrayList<>();
  private final List<AbiEvent> events = new ArrayList<>();
  private final List<AbiError> errors = new ArrayList<>();

  private SolidityInterface(List<String> tokens) {
    this.tokens = tokens;
  }

  public static ContractAbi parse(String source) {
    String code = COMMENT.matcher(source).replaceAll("");
    var parser =
        new SolidityInterface(TOKEN.matcher(code).results().map(found -> found.group()).toList());
    parser.read();
    return new ContractAbi(parser.functions, parser.events, parser.errors);
  }

  private void read() {
    while (!take().equals("interface")) {}
    take();
    expect("{");
    while (!taken("}")) {
      switch (take()) {
        case "enum" -> enumeration();
        case "struct" -> struct();
        case "event" -> event();
        case "error" -> {
          errors.add(new AbiError(take(), parameters()));
          expect(";");
        }
        case "function" -> function();
        case String other -> throw new IllegalStateException("unknown declaration " + other);
      }
    }
  }

  private void enumeration() {
    declared.put(take(), new Uint(8));
    while (!take().equals("}")) {}
  }

  private void struct() {
    String name = take();
    expect("{");
    var fields = new ArrayList<AbiParameter>();
    while (!taken("}")) {
      AbiType type = type();
      fields.add(new AbiParameter(take(), type));
      expect(";");
    }
    declared.put(name, new Tuple(fields));
  }

  private void event() {
    String name = take();
    expect("(");
    var inputs = new ArrayList<AbiEvent.Input>();
    while (!taken(")")) {
      AbiType type = type();
      boolean indexed = taken("indexed");
      inputs.add(new AbiEvent.Input(new AbiParameter(take(), type), indexed));
      taken(",");
    }
    expect(";");
    events.add(AbiEvent.of(name, inputs));
  }

  private void function() {
    String name = take();
    Tuple inputs = parameters();
    expect("external");
    var mutability = StateMutability.NONPAYABLE;
    Tuple outputs = Tuple.EMPTY;
    while (!taken(";")) {
      String word = take();
      if (word.equals("returns")) {
        outputs = parameters();
      } else {
        mutability = StateMutability.valueOf(word.toUpperCase(Locale.ROOT));
      }
    }
    functions.add(new AbiFunction(name, inputs, outputs, mutability));
  }

  private Tuple parameters() {
    expect("(");
    var parameters = new ArrayList<AbiParameter>();
    while (!taken(")")) {
      AbiType type = type();
      if (!taken("memory")) {
        taken("calldata");
      }
      boolean named = !peek().equals(",") && !peek().equals(")");
      parameters.add(new AbiParameter(named ? take() : "", type));
      taken(",");
    }
    return new Tuple(parameters);
  }

  private AbiType type() {
    String name = take();
    AbiType type = declared.containsKey(name) ? declared.get(name) : AbiType.parse(name);
    while (taken("[")) {
      if (taken("]")) {
        type = new AbiType.DynamicArray(type);
      } else {
        type = new AbiType.FixedArray(type, Integer.parseInt(take()));
        expect("]");
      }
    }
    return type;
  }

  private String peek() {
    return tokens.get(at);
  }

  private String take() {
    return tokens.get(at++);
  }

  private boolean taken(String token) {
    boolean found = peek().equals(token);
    at += found ? 1 : 0;
    return found;
  }

  private void expect(String token) {
    if (!taken(token)) {
      throw new IllegalStateException("expected " + token + ", found " + peek());
    }
  }
}
