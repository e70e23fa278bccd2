package althing.ledger.transaction;

import althing.ledger.transaction.TransactionRefusal.CostOverflow;
import althing.ledger.transaction.TransactionRefusal.ExceedsBlockGasLimit;
import althing.ledger.transaction.TransactionRefusal.FeeCapBelowBaseFee;
import althing.ledger.transaction.TransactionRefusal.InsufficientFunds;
import althing.ledger.transaction.TransactionRefusal.IntrinsicGasTooLow;
import althing.ledger.transaction.TransactionRefusal.NonceTooHigh;
import althing.ledger.transaction.TransactionRefusal.NonceTooLow;
import althing.ledger.transaction.TransactionRefusal.NotReplayProtected;
import althing.ledger.transaction.TransactionRefusal.TipAboveFeeCap;
import althing.ledger.transaction.TransactionRefusal.WrongChain;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Which well-formed transactions may be in a block. The mempool asks before it keeps one, execution
 * before it runs one, in the same words. Tick work is not asked about.
 *
 * @param chainId the chain that transactions must be signed for
 * @param blockGasLimit the highest gas limit, unsigned; below 2^63 on a real chain, so that the gas
 *     limit of an accepted transaction is a positive {@code long}
 * @param replayProtected whether legacy transactions must name the chain (EIP-155)
 */
public record TransactionRules(Amount chainId, long blockGasLimit, boolean replayProtected) {

  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);

  /** What a transaction must fulfil by itself, whatever the state; empty if it does. */
  public Optional<TransactionRefusal> check(Transaction transaction) {
    var chain = transaction.chain();
    if (chain.isPresent() && !chain.get().equals(chainId)) {
      return Optional.of(new WrongChain(chain.get(), chainId));
    }
    if (chain.isEmpty() && replayProtected) {
      return Optional.of(new NotReplayProtected());
    }
    long gasLimit = transaction.gasLimit();
    if (Long.compareUnsigned(gasLimit, blockGasLimit) > 0) {
      return Optional.of(new ExceedsBlockGasLimit(gasLimit, blockGasLimit));
    }
    Amount feeCap = transaction.maxFeePerGas();
    Amount tip = transaction.maxPriorityFeePerGas();
    if (tip.isGreaterThan(feeCap)) {
      return Optional.of(new TipAboveFeeCap(tip, feeCap));
    }
    long intrinsic = IntrinsicGas.of(transaction);
    if (Long.compareUnsigned(gasLimit, intrinsic) < 0) {
      return Optional.of(new IntrinsicGasTooLow(gasLimit, intrinsic));
    }
    if (gasCost(transaction).bitLength() > 256) {
      return Optional.of(new CostOverflow());
    }
    return Optional.empty();
  }

  /** Whether the highest price covers the base fee of the block. */
  public static Optional<TransactionRefusal> checkFee(Transaction transaction, Amount baseFee) {
    return transaction.maxFeePerGas().isLessThan(baseFee)
        ? Optional.of(new FeeCapBelowBaseFee(transaction.maxFeePerGas(), baseFee))
        : Optional.empty();
  }

  /**
   * Whether the transaction is the next of its sender.
   *
   * @param next the sender's next nonce, unsigned
   */
  public static Optional<TransactionRefusal> checkNonce(
      Transaction transaction, Address sender, long next) {
    int order = Long.compareUnsigned(transaction.nonce(), next);
    if (order < 0) {
      return Optional.of(new NonceTooLow(sender, transaction.nonce(), next));
    }
    if (order > 0) {
      return Optional.of(new NonceTooHigh(sender, transaction.nonce(), next));
    }
    return Optional.empty();
  }

  /** Whether the sender owns what the transaction may cost at most. */
  public static Optional<TransactionRefusal> checkFunds(
      Transaction transaction, Address sender, Amount balance) {
    BigInteger cost = transaction.maxCost();
    return balance.value().compareTo(cost) < 0
        ? Optional.of(new InsufficientFunds(sender, balance, cost))
        : Optional.empty();
  }

  /** Gas limit times highest price. */
  static BigInteger gasCost(Transaction transaction) {
    BigInteger gasLimit = BigInteger.valueOf(transaction.gasLimit());
    BigInteger unsigned = gasLimit.signum() < 0 ? gasLimit.add(WORD) : gasLimit;
    return unsigned.multiply(transaction.maxFeePerGas().value());
  }
}
