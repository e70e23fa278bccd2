package althing.ledger.protocol;

import althing.ledger.protocol.ParameterTable.Parameter;
import java.util.List;

/** The parameters of the chain as such: blocks, epochs, fees. */
public final class Parameters {

  public static final String EPOCH_MILLIS = "epochMillis";
  public static final String TICK_BUDGET = "tickBudget";
  public static final String BLOCK_GAS_LIMIT = "blockGasLimit";
  public static final String GAS_TARGET_PER_SECOND = "gasTargetPerSecond";
  public static final String BASE_FEE_FLOOR_WEI = "baseFeeFloorWei";
  public static final String MAX_BLOCK_BYTES = "maxBlockBytes";
  public static final String MAX_CLOCK_AHEAD_MILLIS = "maxClockAheadMillis";
  public static final String BLOCK_HEARTBEAT_MILLIS = "blockHeartbeatMillis";
  public static final String WASM_GAS_PER_GAS = "wasmGasPerGas";
  public static final String MIN_SEATS = "minSeats";

  private static final long MIB = 1 << 20;
  private static final long DAY_MILLIS = 86_400_000;

  public static final List<Parameter> ALL =
      List.of(
          new Parameter(
              EPOCH_MILLIS, "length of an epoch, ms", DAY_MILLIS, 1_000, 366 * DAY_MILLIS),
          new Parameter(
              MAX_CLOCK_AHEAD_MILLIS,
              "how far a block's time may be ahead of a validator's clock, ms",
              500,
              1,
              60_000),
          new Parameter(
              TICK_BUDGET, "items of an epoch's tick that one block does", 20_000, 1, 1_000_000),
          new Parameter(
              BLOCK_GAS_LIMIT,
              "gas that the transactions of a block may use",
              150_000_000,
              1_000_000,
              1_000_000_000_000L),
          new Parameter(
              GAS_TARGET_PER_SECOND,
              "gas a second at which the base fee stays as it is",
              300_000_000,
              1_000_000,
              1_000_000_000_000L),
          new Parameter(
              BASE_FEE_FLOOR_WEI,
              "lowest base fee, base units a gas",
              1_000_000_000,
              1,
              1_000_000_000_000_000_000L),
          new Parameter(
              BLOCK_HEARTBEAT_MILLIS,
              "time after which a block is made without transactions, ms",
              5_000,
              100,
              DAY_MILLIS),
          new Parameter(
              MAX_BLOCK_BYTES, "bytes of the transactions of a block", 4 * MIB, MIB / 4, 64 * MIB),
          new Parameter(WASM_GAS_PER_GAS, "WASM gas that one gas pays for", 100, 1, 1_000_000),
          new Parameter(MIN_SEATS, "seats that an election fills at the least", 4, 1, 1_024));

  private Parameters() {}
}
