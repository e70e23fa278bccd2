package althing.ledger.execution;

import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.Conservation;
import althing.ledger.account.Money;
import althing.ledger.account.Totals;
import althing.ledger.block.Receipt;
import althing.ledger.event.Event;
import althing.ledger.execution.ExecutedBlock.Change;
import althing.ledger.projection.BlockContext;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Registry;
import althing.ledger.projection.TickPhase;
import althing.ledger.projection.TickPhase.Progress;
import althing.ledger.protocol.BaseFee;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.Protocol.TickCursor;
import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.CommitCounted;
import althing.ledger.protocol.ProtocolEvent.GenesisSealed;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.protocol.ProtocolEvent.TickPaused;
import althing.ledger.protocol.TickContract;
import althing.ledger.state.EmptyState;
import althing.ledger.state.Overlay;
import althing.ledger.state.StateReader;
import althing.ledger.transaction.IntrinsicGas;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.TransactionRefusal;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One block being executed on its parent's state: the due part of a tick first, then transactions
 * in the order they are handed in. Proposers and judges run the same code; the first skip what is
 * refused, the second refuse the block. For one thread.
 */
public final class BlockExecution {

  private final Registry registry;
  private final Calls calls;
  private final BlockInput input;
  private final Overlay overlay;
  private final EventBuffer events;
  private final TransactionRules rules;
  private final long gasLimit;
  private final BaseFee baseFee;
  private final Amount chainId;
  private final List<SignedTransaction> transactions = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private BlockContext context;
  private Totals totals;
  private boolean tickDue;
  private long gasUsed;

  /** What became of one transaction. */
  public sealed interface Inclusion {

    /** It is in the block, whether its call succeeded or not. */
    record Included(Receipt receipt) implements Inclusion {}

    /** It may not be in this block; nothing changed. */
    record Invalid(TransactionRefusal refusal) implements Inclusion {}

    /** The block has too little gas left for it. */
    record BlockFull() implements Inclusion {}
  }

  private BlockExecution(Registry registry, StateReader parent, BlockInput input) {
    this.registry = registry;
    this.calls = new Calls(registry);
    this.input = input;
    this.overlay = new Overlay(parent);
    this.events = new EventBuffer(registry, overlay, input.firstSequence(), input.height());
    var chain = Protocol.chain(parent);
    this.chainId = chain.chainId();
    this.gasLimit = Protocol.parameter(parent, Parameters.BLOCK_GAS_LIMIT);
    this.rules = new TransactionRules(chainId, gasLimit, true);
    this.baseFee = BaseFee.next(parent, input.parentGasUsed(), input.timestampMillis());
    this.totals = Money.totals(parent);
    events.emit(
        new BlockStarted(
            input.height(),
            input.timestampMillis(),
            input.proposer(),
            baseFee.perGas(),
            baseFee.windowGas()));
    if (input.height() == 1) {
      events.emit(new GenesisSealed(input.parentHash()));
    }
    if (chain.electsValidators()) {
      countCommit();
    }
    this.context = blockContext();
    this.tickDue = isTickDue();
  }

  /**
   * Opens the block that follows the one whose state is {@code parent} and does the part of a tick
   * that is due, as transaction 0.
   */
  public static BlockExecution open(Registry registry, StateReader parent, BlockInput input) {
    long parentTime = Protocol.currentBlock(parent).timestampMillis();
    if (input.timestampMillis() <= parentTime) {
      throw new IllegalArgumentException(
          "block time %d is not above the parent's %d"
              .formatted(input.timestampMillis(), parentTime));
    }
    var block = new BlockExecution(registry, parent, input);
    if (block.tickDue) {
      block.tick();
    }
    return block;
  }

  /** The block at height 0: {@code founding} are the events that found the chain. */
  public static ExecutedBlock genesis(
      Registry registry, List<? extends Event> founding, long timestampMillis) {
    var overlay = new Overlay(EmptyState.INSTANCE);
    var events = new EventBuffer(registry, overlay, 0, 0);
    founding.forEach(events::emit);
    Amount floor =
        Amount.of(Math.max(1, Protocol.parameter(overlay, Parameters.BASE_FEE_FLOOR_WEI)));
    events.emit(new BlockStarted(0, timestampMillis, Address.ZERO, floor, 0));
    Hash seed = RandomSeed.ofGenesis(Protocol.chain(overlay).genesisHash());
    var input =
        new BlockInput(0, Hash.ZERO, 0, 0, timestampMillis, Address.ZERO, seed, Bytes.EMPTY);
    Totals totals = Money.totals(overlay);
    if (!totals.holds()) {
      throw new IllegalArgumentException("genesis allocates too much: " + totals);
    }
    return new ExecutedBlock(
        input, floor, 0, List.of(), List.of(), events.all(), changes(overlay), false);
  }

  /** Each block that the present validators certified counts once. */
  private void countCommit() {
    registry
        .signers(input.lastCommit())
        .filter(signers -> signers.height() > Protocol.uptime(overlay).countedTo())
        .ifPresent(signers -> events.emit(new CommitCounted(signers.height(), signers.seats())));
  }

  /** Whether transactions may follow: not while a tick is unfinished or another is due. */
  public boolean takesTransactions() {
    return !tickDue;
  }

  public long gasLeft() {
    return gasLimit - gasUsed;
  }

  public long gasUsed() {
    return gasUsed;
  }

  public int transactionCount() {
    return transactions.size();
  }

  public BlockContext context() {
    return context;
  }

  /** The state as of the transactions so far: nonces and balances for choosing the next. */
  public StateReader state() {
    return overlay;
  }

  /** Runs one transaction and includes it if it may be in this block. */
  public Inclusion apply(SignedTransaction signed) {
    if (tickDue) {
      throw new IllegalStateException("no transactions while a tick is due");
    }
    Transaction tx = signed.transaction();
    Optional<TransactionRefusal> refusal = refusal(tx, signed.sender());
    if (refusal.isPresent()) {
      return new Inclusion.Invalid(refusal.get());
    }
    if (tx.gasLimit() > gasLeft()) {
      return new Inclusion.BlockFull();
    }
    Receipt receipt = run(signed);
    transactions.add(signed);
    receipts.add(receipt);
    gasUsed = receipt.cumulativeGasUsed();
    return new Inclusion.Included(receipt);
  }

  /** The results; the execution is not to be used afterwards. */
  public ExecutedBlock finish() {
    return new ExecutedBlock(
        input,
        baseFee.perGas(),
        gasUsed,
        transactions,
        receipts,
        events.all(),
        changes(overlay),
        tickDue);
  }

  private Optional<TransactionRefusal> refusal(Transaction tx, Address sender) {
    if (tx.to() == null) {
      return Optional.of(new TransactionRefusal.CreatesContract());
    }
    return rules
        .check(tx)
        .or(() -> TransactionRules.checkFee(tx, baseFee.perGas()))
        .or(() -> {
          var account = Money.account(overlay, sender);
          return TransactionRules.checkNonce(tx, sender, account.nonce())
              .or(() -> TransactionRules.checkFunds(tx, sender, account.balance()));
        });
  }

  private Receipt run(SignedTransaction signed) {
    Transaction tx = signed.transaction();
    Amount price = price(tx, baseFee.perGas());
    long intrinsic = IntrinsicGas.of(tx);
    events.enter(transactions.size());
    int firstEvent = events.size();
    overlay.begin();
    var scope =
        new CallScope(
            overlay, signed.sender(), tx.value(), context, price.times(tx.gasLimit()), events);
    Address to = Objects.requireNonNull(tx.to());
    Calls.Result result = calls.run(scope, overlay, to, tx.data(), tx.gasLimit() - intrinsic);
    observe(scope, to, result.succeeded());
    var applied = applied(signed, intrinsic + result.gas(), price, result.succeeded());
    Optional<String> broken = charge(applied);
    if (broken.isPresent()) {
      overlay.rollback();
      events.truncate(firstEvent);
      result = Calls.Result.refused(result.gas(), broken.get());
      applied = applied(signed, applied.gasUsed(), price, false);
      charge(applied)
          .ifPresent(problem -> {
            throw new IllegalStateException(
                "the fee of %s breaks the ledger: %s".formatted(signed.hash(), problem));
          });
    }
    totals = Money.totals(overlay);
    overlay.commit();
    return new Receipt(
        tx.type(),
        result.succeeded(),
        applied.gasUsed(),
        gasUsed + applied.gasUsed(),
        price,
        events.logsFrom(firstEvent),
        result.output());
  }

  private static TransactionApplied applied(
      SignedTransaction signed, long gas, Amount price, boolean succeeded) {
    return new TransactionApplied(
        signed.sender(), signed.transaction().nonce(), gas, price, succeeded);
  }

  /** Takes nonce and fee, and says what would be wrong with the transaction as a whole. */
  private Optional<String> charge(TransactionApplied applied) {
    try {
      events.emit(applied);
    } catch (ArithmeticException e) {
      return Optional.of("the call spent what its gas costs");
    }
    return Conservation.check(overlay, totals);
  }

  private void observe(CallScope scope, Address to, boolean succeeded) {
    for (Projection<?> projection : registry.projections()) {
      projection.observe(scope, to, succeeded);
    }
  }

  /** min(fee cap, base fee + tip) (EIP-1559). */
  static Amount price(Transaction tx, Amount baseFee) {
    BigInteger wanted = baseFee.value().add(tx.maxPriorityFeePerGas().value());
    BigInteger cap = tx.maxFeePerGas().value();
    return wanted.compareTo(cap) < 0 ? new Amount(wanted) : tx.maxFeePerGas();
  }

  /** The part of the due tick that fits the budget (RULES 0). */
  private void tick() {
    TickCursor cursor =
        Protocol.tick(overlay)
            .orElseGet(() -> new TickCursor(Protocol.epoch(overlay) + 1, 0, 0, Bytes.EMPTY));
    long epoch = cursor.epoch();
    int part = cursor.nextPart();
    events.enter(0);
    int firstEvent = events.size();
    overlay.begin();
    advance(cursor);
    Conservation.check(overlay, totals)
        .ifPresent(problem -> {
          throw new IllegalStateException(
              "tick %d, part %d breaks the ledger: %s".formatted(epoch, part, problem));
        });
    overlay.commit();
    SignedTransaction tick =
        TransactionCodec.tick(
            input.height(),
            TickContract.ADDRESS,
            TickContract.ABI.encodeCall(
                "tick", List.of(BigInteger.valueOf(epoch), BigInteger.valueOf(part))));
    transactions.add(tick);
    receipts.add(new Receipt(0, true, 0, 0, Amount.ZERO, events.logsFrom(firstEvent), Bytes.EMPTY));
    totals = Money.totals(overlay);
    context = blockContext();
    tickDue = isTickDue();
  }

  private void advance(TickCursor start) {
    List<TickPhase> phases = registry.tickPhases();
    var scope = new CallScope(overlay, Address.SYSTEM, Amount.ZERO, context, Amount.ZERO, events);
    int budget = (int) Protocol.parameter(overlay, Parameters.TICK_BUDGET);
    int phase = start.phase();
    Bytes cursor = start.cursor();
    while (phase < phases.size()) {
      if (budget <= 0) {
        events.emit(new TickPaused(start.epoch(), start.nextPart(), phase, cursor));
        return;
      }
      Progress progress = phases.get(phase).advance(scope, start.epoch(), cursor, budget);
      budget -= progress.items();
      if (progress.done()) {
        phase++;
        cursor = Bytes.EMPTY;
      } else {
        cursor = progress.cursor();
        budget = 0;
      }
    }
    events.emit(new TickEnded(start.epoch(), start.nextPart()));
  }

  private boolean isTickDue() {
    return Protocol.epoch(overlay) < Protocol.epochAt(overlay, input.timestampMillis());
  }

  private BlockContext blockContext() {
    return new BlockContext(
        chainId,
        input.height(),
        input.timestampMillis(),
        Protocol.epoch(overlay),
        input.proposer(),
        baseFee.perGas(),
        input.seed());
  }

  private static SortedMap<Bytes, Change> changes(Overlay overlay) {
    var changes = new TreeMap<Bytes, Change>();
    overlay.forEachChange((key, after) -> {
      Bytes before = overlay.before(key);
      if (!Objects.equals(before, after)) {
        changes.put(key, new Change(before, after));
      }
    });
    return changes;
  }
}
