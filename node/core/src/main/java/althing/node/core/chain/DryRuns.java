package althing.node.core.chain;

import althing.ledger.account.Accounts;
import althing.ledger.chain.ChainStore;
import althing.ledger.execution.Simulation;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionRefusal.FeeCapBelowBaseFee;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.core.NodeApi.CallRequest;
import althing.node.core.NodeApi.CallResult;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that change nothing. */
final class DryRuns {

  private final ChainStore store;
  private final Simulation simulation;

  DryRuns(ChainStore store, Registry registry) {
    this.store = store;
    simulation = new Simulation(registry);
  }

  CallResult call(CallRequest request, long height) {
    StateReader state = store.stateAt(height);
    Long gas = request.gas();
    return run(state, request, gas == null ? Simulation.blockGasLimit(state) : gas);
  }

  /**
   * The gas that a run with all the gas there can be used: calls need the same gas whatever their
   * limit. The result is tried again with that limit, so that it is never too low.
   */
  CallResult estimate(CallRequest request, long height) {
    StateReader state = store.stateAt(height);
    long highest = Simulation.blockGasLimit(state);
    Long asked = request.gas();
    if (asked != null && asked > 0) {
      highest = Math.min(highest, asked);
    }
    highest = affordable(state, request, highest);
    CallResult free = run(state, request, highest);
    if (!free.succeeded()) {
      return free.output().isEmpty() || free.gasUsed() < highest
          ? free
          : refused("gas required exceeds allowance (" + highest + ")");
    }
    CallResult tight = run(state, request, free.gasUsed());
    if (!tight.succeeded()) {
      throw new IllegalStateException(
          "a call used %d gas of %d, and with that limit was refused: %s"
              .formatted(free.gasUsed(), highest, tight.refusal()));
    }
    return tight;
  }

  private CallResult run(StateReader state, CallRequest request, long gas) {
    Amount price = price(request);
    Amount baseFee = Protocol.currentBlock(state).baseFee();
    if (!price.isZero() && price.isLessThan(baseFee)) {
      return refused(new FeeCapBelowBaseFee(price, baseFee).message());
    }
    var transaction =
        new Transaction.DynamicFee(
            Protocol.chain(state).chainId(),
            0,
            Amount.ZERO,
            price,
            gas,
            request.to(),
            request.value(),
            request.data(),
            request.accessList());
    Simulation.Result result = simulation.call(state, request.from(), transaction);
    return new CallResult(
        result.succeeded(),
        result.gasUsed(),
        result.output(),
        words(result.refusal(), result.output()),
        result.events());
  }

  /** What was refused by a contract reverted; what never reached one has words of its own. */
  private static @Nullable String words(@Nullable String refusal, Bytes output) {
    return refusal == null || output.isEmpty() ? refusal : "execution reverted: " + refusal;
  }

  /** The gas that the caller's balance pays for at the price it names. */
  private static long affordable(StateReader state, CallRequest request, long highest) {
    Amount price = price(request);
    if (price.isZero()) {
      return highest;
    }
    BigInteger left =
        Accounts.balance(state, request.from()).value().subtract(request.value().value());
    BigInteger gas = left.max(BigInteger.ZERO).divide(price.value());
    return gas.min(BigInteger.valueOf(highest)).longValueExact();
  }

  private static Amount price(CallRequest request) {
    Amount price = request.gasPrice();
    return price == null ? Amount.ZERO : price;
  }

  private static CallResult refused(String words) {
    return new CallResult(false, 0, Bytes.EMPTY, words, List.of());
  }
}
