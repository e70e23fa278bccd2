package althing.ledger.execution;

import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Receipt;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockExecution.Inclusion;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogUpdate;
import althing.ledger.log.LogVersion;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.ChangedState;
import althing.ledger.state.EmptyState;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.state.StateVersion;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes blocks and judges them. Both run the same execution and give the same {@link Candidate}: a
 * block with all that its children and the disk need. One thread at a time.
 */
public final class BlockFactory {

  private final Registry registry;
  private final StateTree states;

  /**
   * @param states the state tree of the chain, not used by anybody else meanwhile
   */
  public BlockFactory(Registry registry, StateTree states) {
    this.registry = registry;
    this.states = states;
  }

  /**
   * A block that is executed but not yet on disk.
   *
   * @param head what its children build on
   * @param state entries after it
   * @param executed its results
   * @param stateUpdate what it does to the state tree
   * @param logUpdate what it does to the event tree
   */
  public record Candidate(
      ChainHead head,
      ChangedState state,
      ExecutedBlock executed,
      StateUpdate stateUpdate,
      LogUpdate logUpdate) {

    /** What its children build on, with the parent's state read from {@code parentState}. */
    public ChainHead headOver(StateReader parentState) {
      return new ChainHead(
          head.block(), state.over(parentState), head.stateVersion(), head.logVersion());
    }

    public Block block() {
      return head.block();
    }

    public List<Receipt> receipts() {
      return executed.receipts();
    }

    public List<RecordedEvent> events() {
      return executed.events();
    }
  }

  /** What a proposed block came to. */
  public sealed interface Judgement {

    /** Every field of its header follows from its parent and its transactions. */
    record Valid(Candidate candidate) implements Judgement {}

    /** It does not; {@code reason} names the first thing that is wrong. */
    record Invalid(String reason) implements Judgement {}
  }

  /**
   * What a proposer decides about its block.
   *
   * @param timestampMillis above the parent's
   * @param proposer one of the validators
   * @param seed made with {@link RandomSeed#prove}
   * @param lastCommit certificate of the newest final ancestor
   */
  public record Proposal(long timestampMillis, Seat proposer, RandomSeed seed, Bytes lastCommit) {}

  /** The block at height 0. */
  public Candidate genesis(List<? extends Event> founding, long timestampMillis) {
    ExecutedBlock executed = BlockExecution.genesis(registry, founding, timestampMillis);
    return assemble(
        Hash.ZERO,
        executed,
        EmptyState.INSTANCE,
        StateTree.empty(),
        EventTree.empty(),
        Bytes.EMPTY,
        Bytes.EMPTY);
  }

  /**
   * Makes the next block.
   *
   * @param fill hands transactions to the execution, unless a tick is due; what is refused there is
   *     the filler's to note
   */
  public Candidate build(ChainHead parent, Proposal proposal, Consumer<BlockExecution> fill) {
    BlockExecution execution =
        open(
            parent,
            proposal.timestampMillis(),
            proposal.proposer().account(),
            proposal.seed().value(),
            proposal.lastCommit());
    if (execution.takesTransactions()) {
      fill.accept(execution);
    }
    return assemble(parent, execution.finish(), proposal.lastCommit(), proposal.seed().proof());
  }

  /** Runs a block that somebody proposes on {@code parent} and compares every field. */
  public Judgement judge(ChainHead parent, Block block) {
    BlockHeader header = block.header();
    BlockHeader before = parent.block().header();
    if (header.height() != before.height() + 1) {
      return invalid("height", header.height(), before.height() + 1);
    }
    if (!header.parentHash().equals(parent.block().hash())) {
      return invalid("parentHash", header.parentHash(), parent.block().hash());
    }
    if (header.timestampMillis() <= before.timestampMillis()) {
      return new Judgement.Invalid(
          "timestamp: %d is not above the parent's %d"
              .formatted(header.timestampMillis(), before.timestampMillis()));
    }
    Optional<Seat> proposer =
        Protocol.validators(parent.state()).stream()
            .filter(seat -> seat.account().equals(header.miner()))
            .findFirst();
    if (proposer.isEmpty()) {
      return new Judgement.Invalid("miner: " + header.miner() + " is not a validator");
    }
    Bytes proof = block.body().vrfProof();
    Optional<Hash> seed = RandomSeed.verify(before, proposer.get().nodeKey(), proof);
    if (seed.isEmpty()) {
      return new Judgement.Invalid("vrfProof: not made by the proposer for this height");
    }
    if (!seed.get().equals(header.mixHash())) {
      return invalid("mixHash", header.mixHash(), seed.get());
    }
    BlockExecution execution =
        open(
            parent,
            header.timestampMillis(),
            header.miner(),
            header.mixHash(),
            block.body().lastCommit());
    Optional<String> problem = run(execution, block.body().transactions());
    if (problem.isPresent()) {
      return new Judgement.Invalid(problem.get());
    }
    Candidate candidate = assemble(parent, execution.finish(), block.body().lastCommit(), proof);
    return candidate.block().hash().equals(block.hash())
        ? new Judgement.Valid(candidate)
        : difference(candidate.block().header(), header);
  }

  private BlockExecution open(
      ChainHead parent, long timestampMillis, Address miner, Hash seed, Bytes lastCommit) {
    BlockHeader before = parent.block().header();
    return BlockExecution.open(
        registry,
        parent.state(),
        new BlockInput(
            before.height() + 1,
            parent.block().hash(),
            before.gasUsed(),
            before.extra().eventCount(),
            timestampMillis,
            miner,
            seed,
            lastCommit));
  }

  private static Optional<String> run(
      BlockExecution execution, List<SignedTransaction> transactions) {
    int ticks = execution.transactionCount();
    for (int i = ticks; i < transactions.size(); i++) {
      if (!execution.takesTransactions()) {
        return Optional.of("transactions[" + i + "]: a tick is due before it");
      }
      switch (execution.apply(transactions.get(i))) {
        case Inclusion.Included _ -> {}
        case Inclusion.BlockFull _ -> {
          return Optional.of("transactions[" + i + "]: above the block gas limit");
        }
        case Inclusion.Invalid invalid -> {
          return Optional.of("transactions[" + i + "]: " + invalid.refusal().message());
        }
      }
    }
    return Optional.empty();
  }

  private Candidate assemble(
      ChainHead parent, ExecutedBlock executed, Bytes lastCommit, Bytes vrfProof) {
    return assemble(
        parent.block().hash(),
        executed,
        parent.state(),
        parent.stateVersion(),
        parent.logVersion(),
        lastCommit,
        vrfProof);
  }

  private Candidate assemble(
      Hash parentHash,
      ExecutedBlock executed,
      StateReader before,
      StateVersion stateBase,
      LogVersion logBase,
      Bytes lastCommit,
      Bytes vrfProof) {
    Map<Bytes, Optional<Bytes>> changes = HashMap.newHashMap(executed.changes().size());
    executed
        .changes()
        .forEach((key, change) -> changes.put(key, Optional.ofNullable(change.after())));
    var after = new ChangedState(before, changes);
    StateUpdate state =
        states.apply(
            stateBase,
            executed.input().height(),
            action -> executed.changes().forEach((key, c) -> action.accept(key, c.after())));
    LogUpdate log = EventTree.append(logBase, leaves(executed));
    Block block =
        BlockSealer.seal(
            parentHash,
            executed,
            before,
            after,
            new BlockSealer.Roots(state.root().hash(), log.version().root()),
            lastCommit,
            vrfProof);
    return new Candidate(
        new ChainHead(block, after, state.version(), log.version()), after, executed, state, log);
  }

  private static List<Bytes> leaves(ExecutedBlock executed) {
    return executed.events().stream().map(RecordedEvent::encoded).toList();
  }

  private static Judgement invalid(String field, Object has, Object wants) {
    return new Judgement.Invalid("%s: %s, should be %s".formatted(field, has, wants));
  }

  private static Judgement difference(BlockHeader right, BlockHeader wrong) {
    record Field(String name, Object has, Object wants) {}
    return List.of(
            new Field("baseFee", wrong.baseFee(), right.baseFee()),
            new Field("gasLimit", wrong.gasLimit(), right.gasLimit()),
            new Field("gasUsed", wrong.gasUsed(), right.gasUsed()),
            new Field("transactionsRoot", wrong.transactionsRoot(), right.transactionsRoot()),
            new Field("receiptsRoot", wrong.receiptsRoot(), right.receiptsRoot()),
            new Field("logsBloom", wrong.logsBloom(), right.logsBloom()),
            new Field("extraData", wrong.extra(), right.extra()),
            new Field("stateRoot", wrong.stateRoot(), right.stateRoot()))
        .stream()
        .filter(field -> !field.has().equals(field.wants()))
        .findFirst()
        .map(field -> invalid(field.name(), field.has(), field.wants()))
        .orElseGet(() -> new Judgement.Invalid("hash: does not belong to the header"));
  }
}
