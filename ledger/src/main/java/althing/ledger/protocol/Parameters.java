package althing.ledger.protocol;

/**
 * Names of the parameters that the ledger itself reads. Values are set by genesis; their bounds and
 * defaults are in the genesis part's table.
 */
public final class Parameters {

  public static final String EPOCH_MILLIS = "epochMillis";
  public static final String TICK_BUDGET = "tickBudget";
  public static final String BLOCK_GAS_LIMIT = "blockGasLimit";
  public static final String GAS_TARGET_PER_SECOND = "gasTargetPerSecond";
  public static final String BASE_FEE_FLOOR_WEI = "baseFeeFloorWei";
  public static final String MAX_BLOCK_BYTES = "maxBlockBytes";
  public static final String MAX_CLOCK_AHEAD_MILLIS = "maxClockAheadMillis";

  private Parameters() {}
}
