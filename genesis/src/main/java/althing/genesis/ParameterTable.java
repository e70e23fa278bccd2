package althing.genesis;

import althing.ledger.protocol.Parameters;
import althing.ledger.types.MalformedException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parameters of a chain with their bounds. A default is part of the format: it never changes,
 * since the hash of a genesis leaves defaults out.
 */
public final class ParameterTable {

  private static final long MIB = 1 << 20;
  private static final long DAY_MILLIS = 86_400_000;

  private static final SortedMap<String, Parameter> TABLE = new TreeMap<>();

  static {
    add(Parameters.EPOCH_MILLIS, "length of an epoch, ms", DAY_MILLIS, 1_000, 366 * DAY_MILLIS);
    add(
        Parameters.MAX_CLOCK_AHEAD_MILLIS,
        "how far a block's time may be ahead of a validator's clock, ms",
        500,
        1,
        60_000);
    add(
        Parameters.TICK_BUDGET,
        "items of an epoch's tick that one block does",
        20_000,
        1,
        1_000_000);
    add(
        Parameters.BLOCK_GAS_LIMIT,
        "gas that the transactions of a block may use",
        150_000_000,
        1_000_000,
        1_000_000_000_000L);
    add(
        Parameters.GAS_TARGET_PER_SECOND,
        "gas a second at which the base fee stays as it is",
        300_000_000,
        1_000_000,
        1_000_000_000_000L);
    add(
        Parameters.BASE_FEE_FLOOR_WEI,
        "lowest base fee, base units a gas",
        1_000_000_000,
        1,
        1_000_000_000_000_000_000L);
    add(
        "blockHeartbeatMillis",
        "time after which a block is made without transactions, ms",
        5_000,
        100,
        DAY_MILLIS);
    add(
        Parameters.MAX_BLOCK_BYTES,
        "bytes of the transactions of a block",
        4 * MIB,
        MIB / 4,
        64 * MIB);
    add("wasmGasPerGas", "WASM gas that one gas pays for", 100, 1, 1_000_000);
    add("minSeats", "seats that an election fills at the least", 4, 1, 1_024);
  }

  private ParameterTable() {}

  /**
   * One parameter.
   *
   * @param meaning what it is, with its unit
   * @param min the least value allowed
   * @param max the greatest value allowed
   */
  public record Parameter(String name, String meaning, long defaultValue, long min, long max) {}

  /** All parameters by name. */
  public static Collection<Parameter> all() {
    return Collections.unmodifiableCollection(TABLE.values());
  }

  public static Optional<Parameter> of(String name) {
    return Optional.ofNullable(TABLE.get(name));
  }

  /**
   * The values of all parameters: those given, and defaults for the rest.
   *
   * @throws MalformedException for a name that is not in the table or a value out of bounds
   */
  static SortedMap<String, Long> withDefaults(Map<String, Long> given) {
    var values = new TreeMap<String, Long>();
    TABLE.forEach((name, parameter) -> values.put(name, parameter.defaultValue()));
    given.forEach((name, value) -> {
      Parameter parameter = TABLE.get(name);
      if (parameter == null) {
        throw new MalformedException("parameters." + name + ": unknown field");
      }
      if (value < parameter.min() || value > parameter.max()) {
        throw new MalformedException(
            "parameters.%s: %d is not from %d to %d"
                .formatted(name, value, parameter.min(), parameter.max()));
      }
      values.put(name, value);
    });
    return Collections.unmodifiableSortedMap(values);
  }

  private static void add(String name, String meaning, long defaultValue, long min, long max) {
    TABLE.put(name, new Parameter(name, meaning, defaultValue, min, max));
  }
}
