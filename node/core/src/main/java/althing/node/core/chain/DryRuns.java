package althing.node.core.chain;

import althing.ledger.account.Accounts;
import althing.ledger.chain.ChainStore;
import althing.ledger.execution.Simulation;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.transaction.IntrinsicGas;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionRefusal.FeeCapBelowBaseFee;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.node.core.NodeApi.CallRequest;
import althing.node.core.NodeApi.CallResult;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that change nothing. */
final class DryRuns {

  /**
   * Least that an estimate for a system contract adds: four new entries of the state. Entries that
   * are there at the estimate can be gone when the transaction runs, and cost their making again.
   */
  private static final long LEAST_RESERVE = 20_000;

  private final ChainStore store;
  private final Registry registry;
  private final Simulation simulation;

  DryRuns(ChainStore store, Registry registry) {
    this.store = store;
    this.registry = registry;
    simulation = new Simulation(registry);
  }

  CallResult call(CallRequest request, long height) {
    StateReader state = store.stateAt(height);
    Long gas = request.gas();
    return run(state, request, price(request), gas == null ? Simulation.blockGasLimit(state) : gas);
  }

  /**
   * A gas limit with which the call succeeds. What reaches no contract needs exactly its intrinsic
   * gas. A system contract's gas depends on the state that it meets, so that what the call used
   * here is raised by half of what it used beyond the intrinsic gas, and by at least {@link
   * #LEAST_RESERVE}; never above what was asked for, the sender can pay and a block holds, and
   * without the reserve where its price is money that the call itself needs. Gas that is not used
   * is not paid.
   */
  CallResult estimate(CallRequest request, long height) {
    StateReader state = store.stateAt(height);
    long highest = Simulation.blockGasLimit(state);
    Long asked = request.gas();
    if (asked != null && asked > 0) {
      highest = Math.min(highest, asked);
    }
    CallResult free = run(state, request, Amount.ZERO, highest);
    if (!free.succeeded()) {
      return free.output().isEmpty() || free.gasUsed() < highest
          ? free
          : refused("gas required exceeds allowance (" + highest + ")");
    }
    long affordable = affordable(state, request, highest);
    if (free.gasUsed() > affordable) {
      return refused("gas required exceeds allowance (" + affordable + ")");
    }
    long limit = Math.min(affordable, free.gasUsed() + reserve(request, free.gasUsed()));
    CallResult paid = run(state, request, price(request), limit);
    if (!paid.succeeded() && limit > free.gasUsed()) {
      limit = free.gasUsed();
      paid = run(state, request, price(request), limit);
    }
    return paid.succeeded()
        ? new CallResult(true, limit, paid.output(), null, paid.events())
        : paid;
  }

  private long reserve(CallRequest request, long gasUsed) {
    Address to = request.to();
    if (to == null || registry.contract(to).isEmpty()) {
      return 0;
    }
    long intrinsic = IntrinsicGas.of(transaction(request, Amount.ZERO, Amount.ZERO, gasUsed));
    return Math.max(LEAST_RESERVE, (gasUsed - intrinsic) / 2);
  }

  private CallResult run(StateReader state, CallRequest request, Amount price, long gas) {
    Amount baseFee = Protocol.currentBlock(state).baseFee();
    if (!price.isZero() && price.isLessThan(baseFee)) {
      return refused(new FeeCapBelowBaseFee(price, baseFee).message());
    }
    Transaction transaction = transaction(request, Protocol.chain(state).chainId(), price, gas);
    Simulation.Result result = simulation.call(state, request.from(), transaction);
    return new CallResult(
        result.succeeded(),
        result.gasUsed(),
        result.output(),
        words(result.refusal(), result.output()),
        result.events());
  }

  private static Transaction transaction(
      CallRequest request, Amount chainId, Amount price, long gas) {
    return new Transaction.DynamicFee(
        chainId,
        0,
        Amount.ZERO,
        price,
        gas,
        request.to(),
        request.value(),
        request.data(),
        request.accessList());
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
