package althing.ledger.execution;

import althing.ledger.account.Accounts;
import althing.ledger.account.Money;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.BlockContext;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.Protocol.CurrentBlock;
import althing.ledger.state.Overlay;
import althing.ledger.state.StateReader;
import althing.ledger.transaction.IntrinsicGas;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs calls on top of a block's state and throws the effects away: {@code eth_call}. */
public final class Simulation {

  private final Registry registry;
  private final Calls calls;

  public Simulation(Registry registry) {
    this.registry = registry;
    this.calls = new Calls(registry);
  }

  /**
   * @param gasUsed intrinsic gas included
   * @param output ABI results, or error data when refused
   * @param refusal why the call was refused, in words; null if it was not
   */
  public record Result(
      long gasUsed, Bytes output, @Nullable String refusal, List<RecordedEvent> events) {

    public boolean succeeded() {
      return refusal == null;
    }
  }

  /**
   * Runs {@code request} as {@code from} on top of {@code state}.
   *
   * @param request its nonce is ignored; its gas limit bounds the call; its highest price is
   *     reserved as it would be in a block
   */
  public Result call(StateReader state, Address from, Transaction request) {
    Address to = request.to();
    long intrinsic = IntrinsicGas.of(request);
    if (to == null) {
      return refused(intrinsic, "contract creation is not supported: contracts are WASM");
    }
    if (request.gasLimit() < intrinsic) {
      return refused(
          intrinsic,
          "intrinsic gas too low: gas %d, minimum needed %d"
              .formatted(request.gasLimit(), intrinsic));
    }
    CurrentBlock block = Protocol.currentBlock(state);
    var overlay = new Overlay(state);
    var events = new EventBuffer(registry, overlay, 0, block.height());
    events.enter(0);
    overlay.begin();
    if (request.maxCost().bitLength() > 256) {
      return refused(
          intrinsic,
          "insufficient funds for gas * price + value: required balance exceeds 256 bits");
    }
    Amount reserved = request.maxFeePerGas().times(request.gasLimit());
    var scope =
        new CallScope(overlay, from, request.value(), context(state, block), reserved, events);
    if (Accounts.spendable(scope, from).isLessThan(request.value())) {
      return refused(
          intrinsic,
          "insufficient funds for gas * price + value: address %s have %s want %s"
              .formatted(
                  from,
                  Money.account(state, from).balance(),
                  reserved.value().add(request.value().value())));
    }
    Calls.Result result =
        calls.run(scope, overlay, to, request.data(), request.gasLimit() - intrinsic);
    return new Result(intrinsic + result.gas(), result.output(), result.refusal(), events.from(0));
  }

  /** The block gas limit in force on top of {@code state}. */
  public static long blockGasLimit(StateReader state) {
    return Protocol.parameter(state, Parameters.BLOCK_GAS_LIMIT);
  }

  private static Result refused(long gas, String reason) {
    return new Result(gas, Bytes.EMPTY, reason, List.of());
  }

  private static BlockContext context(StateReader state, CurrentBlock block) {
    return new BlockContext(
        Protocol.chain(state).chainId(),
        block.height(),
        block.timestampMillis(),
        Protocol.epoch(state),
        block.proposer(),
        block.baseFee(),
        Hash.ZERO);
  }
}
