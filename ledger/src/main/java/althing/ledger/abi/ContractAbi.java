package althing.ledger.abi;

import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.block.Log;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The functions, events and errors of a contract, each by its name and by its selector or topic. A
 * name stands for one thing: overloads are refused.
 */
public final class ContractAbi {

  private static final String FOLDER = "/althing/abi/";
  private static final int SELECTOR_SIZE = 4;

  private final Map<String, AbiFunction> functions;
  private final Map<String, AbiEvent> events;
  private final Map<String, AbiError> errors;
  private final Map<Integer, AbiFunction> functionBySelector = new HashMap<>();
  private final Map<Hash, AbiEvent> eventByTopic = new HashMap<>();
  private final Map<Integer, AbiError> errorBySelector = new HashMap<>();

  /**
   * A call decoded from calldata.
   *
   * @param function name
   * @param arguments ABI values: {@code uintN}/{@code intN} BigInteger, {@code address} Address,
   *     {@code bool} Boolean, {@code bytes}/{@code bytesN} Bytes, {@code string} String, arrays and
   *     tuples List
   */
  public record Call(String function, List<Object> arguments) {}

  /** An error decoded from error data. {@link #toString()} reads {@code NotOpen(0x12…, 3)}. */
  public record Refused(AbiError error, List<Object> arguments) {
    @Override
    public String toString() {
      return AbiText.call(error.name(), arguments);
    }
  }

  /** An event decoded from a log. {@link #toString()} reads {@code Issued(0x12…, 5)}. */
  public record Emitted(AbiEvent event, List<Object> arguments) {
    @Override
    public String toString() {
      return AbiText.call(event.name(), arguments);
    }
  }

  ContractAbi(List<AbiFunction> functions, List<AbiEvent> events, List<AbiError> errors) {
    this.functions = byName("function", functions, AbiFunction::name);
    this.events = byName("event", events, AbiEvent::name);
    this.errors = byName("error", errors, AbiError::name);
    for (var function : functions) {
      var other = functionBySelector.put(intAt0(function.selector()), function);
      if (other != null) {
        throw sameSelector(function.signature(), other.signature());
      }
    }
    for (var event : events) {
      eventByTopic.put(event.topic0(), event);
    }
    errorBySelector.put(intAt0(AbiError.REASON.selector()), AbiError.REASON);
    errorBySelector.put(intAt0(AbiError.PANIC.selector()), AbiError.PANIC);
    for (var error : errors) {
      var other = errorBySelector.put(intAt0(error.selector()), error);
      if (other != null) {
        throw sameSelector(error.signature(), other.signature());
      }
    }
  }

  /**
   * Loads an ABI that ships with this project.
   *
   * @param name as of the file {@code althing/abi/<name>.json}
   */
  public static ContractAbi load(String name) {
    try (InputStream json = ContractAbi.class.getResourceAsStream(FOLDER + name + ".json")) {
      if (json == null) {
        throw new IllegalArgumentException("no resource " + FOLDER + name + ".json");
      }
      return load(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads ABI JSON as compilers write it, at most 1 MiB.
   *
   * @throws MalformedException naming the entry that is wrong
   */
  public static ContractAbi load(InputStream json) throws IOException {
    return AbiJson.read(json);
  }

  public Collection<AbiFunction> functions() {
    return functions.values();
  }

  public Collection<AbiEvent> events() {
    return events.values();
  }

  public Collection<AbiError> errors() {
    return errors.values();
  }

  /** The function of this name; throws {@link IllegalArgumentException} if there is none. */
  public AbiFunction function(String name) {
    return named("function", functions, name);
  }

  public AbiEvent event(String name) {
    return named("event", events, name);
  }

  public AbiError error(String name) {
    return named("error", errors, name);
  }

  /** The function that {@code calldata} calls, whatever its arguments are. */
  public Optional<AbiFunction> functionOf(Bytes calldata) {
    return calldata.size() < SELECTOR_SIZE
        ? Optional.empty()
        : Optional.ofNullable(functionBySelector.get(intAt0(calldata)));
  }

  /**
   * Decodes a call, strictly.
   *
   * @throws MalformedException if the selector is unknown or the arguments are not in canonical
   *     form, naming the one that is not
   */
  public Call decodeCall(Bytes calldata) {
    if (calldata.size() < SELECTOR_SIZE) {
      throw new MalformedException(
          "calldata of " + calldata.size() + " bytes has no function selector");
    }
    var function = functionBySelector.get(intAt0(calldata));
    if (function == null) {
      throw new MalformedException(
          "unknown function selector " + calldata.slice(0, SELECTOR_SIZE).toHex());
    }
    return new Call(function.name(), AbiDecoder.decode(function.inputs(), calldata, SELECTOR_SIZE));
  }

  /** Calldata: selector and arguments. */
  public Bytes encodeCall(String name, List<?> arguments) {
    AbiFunction function = function(name);
    return withSelector(function.selector(), function.inputs(), arguments);
  }

  /** What a call of the function returns. */
  public Bytes encodeResults(String name, List<?> results) {
    return AbiCodec.encode(function(name).outputs(), results);
  }

  public List<Object> decodeResults(String name, Bytes output) {
    return AbiCodec.decode(function(name).outputs(), output);
  }

  /** The log of an event of this contract, which is at {@code contract}. */
  public Log toLog(Address contract, String event, List<?> arguments) {
    return event(event).toLog(contract, arguments);
  }

  /** The event in a log; empty if its first topic is none of this contract's. */
  public Optional<Emitted> decodeLog(Log log) {
    if (log.topics().isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(eventByTopic.get(log.topics().getFirst()))
        .map(event -> new Emitted(event, event.fromLog(log)));
  }

  /** Error data: selector and arguments. */
  public Bytes encodeError(String name, List<?> arguments) {
    return error(name).encode(arguments);
  }

  /**
   * Decodes error data: an error of this contract, {@code Error(string)} or {@code Panic(uint256)}.
   *
   * @throws MalformedException if it is none of these
   */
  public Refused decodeError(Bytes data) {
    if (data.size() < SELECTOR_SIZE) {
      throw new MalformedException("error data of " + data.size() + " bytes has no selector");
    }
    var error = errorBySelector.get(intAt0(data));
    if (error == null) {
      throw new MalformedException(
          "unknown error selector " + data.slice(0, SELECTOR_SIZE).toHex());
    }
    return new Refused(error, AbiDecoder.decode(error.inputs(), data, SELECTOR_SIZE));
  }

  /** An error of this contract as people read it: {@code NotOpen(0x12…, 3)}. */
  public String describeError(String name, List<?> arguments) {
    return AbiText.call(error(name).name(), arguments);
  }

  static Bytes withSelector(Bytes selector, Tuple types, List<?> values) {
    byte[] encoded = AbiEncoder.encode(types, values, SELECTOR_SIZE);
    System.arraycopy(selector.unsafeArray(), 0, encoded, 0, SELECTOR_SIZE);
    return Bytes.wrap(encoded);
  }

  private static int intAt0(Bytes bytes) {
    return ByteBuffer.wrap(bytes.unsafeArray()).getInt();
  }

  private static <T> Map<String, T> byName(
      String kind, List<T> entries, Function<T, String> nameOf) {
    var map = new LinkedHashMap<String, T>();
    for (T entry : entries) {
      if (map.put(nameOf.apply(entry), entry) != null) {
        throw new MalformedException(
            "ABI JSON: %s %s is there twice; overloads are not supported"
                .formatted(kind, nameOf.apply(entry)));
      }
    }
    return Collections.unmodifiableMap(map);
  }

  private static MalformedException sameSelector(String one, String other) {
    return new MalformedException("ABI JSON: " + one + " has the selector of " + other);
  }

  private static <T> T named(String kind, Map<String, T> entries, String name) {
    T entry = entries.get(name);
    if (entry == null) {
      Set<String> known = new TreeSet<>(entries.keySet());
      throw new IllegalArgumentException("no %s %s, only %s".formatted(kind, name, known));
    }
    return entry;
  }
}
