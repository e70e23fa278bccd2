package althing.ledger.execution;

import althing.ledger.abi.AbiError;
import althing.ledger.abi.ContractAbi;
import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.account.Accounts;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Outcome.Done;
import althing.ledger.projection.Outcome.Refused;
import althing.ledger.projection.Refusal;
import althing.ledger.projection.Registry;
import althing.ledger.projection.SystemContract;
import althing.ledger.state.Overlay;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs what a transaction asks of its recipient, and counts its gas (RULES 18). */
final class Calls {

  private static final long GAS_PER_EVENT_BYTE = 16;
  private static final long GAS_PER_NEW_ENTRY = 5_000;

  private final Registry registry;

  Calls(Registry registry) {
    this.registry = registry;
  }

  /**
   * @param gas beyond the intrinsic gas; the limit when the call ran out of it
   * @param output ABI results, or error data
   * @param refusal why it was refused, in words; null if it was not
   */
  record Result(long gas, Bytes output, @Nullable String refusal) {
    boolean succeeded() {
      return refusal == null;
    }

    static Result refused(long gas, String reason) {
      return new Result(gas, AbiError.REASON.encode(List.of(reason)), reason);
    }
  }

  /**
   * Runs one call inside the transaction under way in {@code overlay}. A refused call leaves
   * neither changes nor events.
   *
   * @param gasLimit most gas that the call may use beyond the intrinsic gas
   */
  Result run(CallScope scope, Overlay overlay, Address to, Bytes data, long gasLimit) {
    int firstEvent = scope.events().size();
    Result result = attempt(scope, overlay, to, data, firstEvent);
    if (result.succeeded() && result.gas() > gasLimit) {
      result =
          Result.refused(
              gasLimit, "out of gas: the call needs " + result.gas() + ", " + gasLimit + " left");
    }
    if (!result.succeeded()) {
      overlay.rollback();
      scope.events().truncate(firstEvent);
      return new Result(Math.min(result.gas(), gasLimit), result.output(), result.refusal());
    }
    return result;
  }

  private Result attempt(CallScope scope, Overlay overlay, Address to, Bytes data, int firstEvent) {
    Optional<SystemContract> contract = registry.contract(to);
    if (contract.isEmpty()) {
      if (!scope.value().isZero()) {
        scope.emit(new Transferred(scope.caller(), to, scope.value()));
      }
      return new Result(0, Bytes.EMPTY, null);
    }
    return system(scope, overlay, contract.get(), data, firstEvent);
  }

  private static Result system(
      CallScope scope, Overlay overlay, SystemContract contract, Bytes data, int firstEvent) {
    ContractAbi abi = contract.abi();
    ContractAbi.Call call;
    try {
      call = data.isEmpty() ? contract.receive() : abi.decodeCall(data);
    } catch (MalformedException e) {
      return Result.refused(0, String.valueOf(e.getMessage()));
    }
    long gas = contract.gas(call.function());
    if (!scope.value().isZero() && !abi.function(call.function()).isPayable()) {
      return Result.refused(gas, call.function() + " takes no SP, " + scope.value() + " sent");
    }
    if (Accounts.spendable(scope, scope.caller()).isLessThan(scope.value())) {
      return Result.refused(gas, "insufficient balance for the value sent");
    }
    try {
      Outcome outcome = contract.decide(scope, call);
      return switch (outcome) {
        case Done done ->
            new Result(
                gas + effectGas(scope, overlay, firstEvent),
                abi.encodeResults(call.function(), done.results()),
                null);
        case Refused refused -> refused(gas, abi, refused.refusal());
      };
    } catch (ArithmeticException e) {
      return Result.refused(gas, "amount out of range: " + e.getMessage());
    }
  }

  private static Result refused(long gas, ContractAbi abi, Refusal refusal) {
    return new Result(
        gas,
        abi.encodeError(refusal.error(), refusal.arguments()),
        abi.describeError(refusal.error(), refusal.arguments()));
  }

  private static long effectGas(CallScope scope, Overlay overlay, int firstEvent) {
    var added = new long[1];
    overlay.forEachJournaled((key, before, now) -> {
      if (before == null && now != null) {
        added[0]++;
      }
    });
    return GAS_PER_EVENT_BYTE * scope.events().bytesFrom(firstEvent) + GAS_PER_NEW_ENTRY * added[0];
  }
}
