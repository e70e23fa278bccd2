package althing.ledger.protocol;

import althing.ledger.protocol.Protocol.CurrentBlock;
import althing.ledger.state.StateReader;
import althing.ledger.types.Amount;
import java.math.BigInteger;

/**
 * The base fee of RULES 18: it moves once for each second that has passed, by at most an eighth
 * towards target use, and never under its floor, so that many short blocks do not move it faster
 * than one long one.
 *
 * @param perGas base units per gas
 * @param windowGas gas that earlier blocks of the same second have used
 */
public record BaseFee(Amount perGas, long windowGas) {

  private static final long MILLIS = 1_000;
  private static final BigInteger EIGHT = BigInteger.valueOf(8);

  /** The base fee of a block at {@code timestampMillis} that follows {@code parent}. */
  public static BaseFee next(StateReader parentState, long parentGasUsed, long timestampMillis) {
    CurrentBlock parent = Protocol.currentBlock(parentState);
    long target = Protocol.parameter(parentState, Parameters.GAS_TARGET_PER_SECOND);
    Amount floor =
        Amount.of(Math.max(1, Protocol.parameter(parentState, Parameters.BASE_FEE_FLOOR_WEI)));
    long used = Math.addExact(parent.windowGas(), parentGasUsed);
    long seconds =
        Math.floorDiv(timestampMillis, MILLIS) - Math.floorDiv(parent.timestampMillis(), MILLIS);
    if (seconds <= 0) {
      return new BaseFee(parent.baseFee(), used);
    }
    Amount fee = adjust(parent.baseFee(), used, target, floor);
    for (long idle = 1; idle < seconds; idle++) {
      Amount lower = adjust(fee, 0, target, floor);
      if (lower.equals(fee)) {
        break;
      }
      fee = lower;
    }
    return new BaseFee(fee, 0);
  }

  /** One second's change: ⌊fee·(used − target)/target/8⌋, at least 1 upwards, at most fee/8. */
  static Amount adjust(Amount fee, long used, long target, Amount floor) {
    long deviation = Math.min(used, 2 * target) - target;
    BigInteger change =
        fee.value()
            .multiply(BigInteger.valueOf(Math.abs(deviation)))
            .divide(BigInteger.valueOf(target))
            .divide(EIGHT);
    if (deviation > 0) {
      return new Amount(fee.value().add(change.max(BigInteger.ONE))).max(floor);
    }
    return new Amount(fee.value().subtract(change)).max(floor);
  }
}
