package althing.ledger.replay;

import althing.ledger.account.AccountEvent.TransactionApplied;
import althing.ledger.account.Conservation;
import althing.ledger.account.Money;
import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.ChainReader;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.BlockFactory.Judgement;
import althing.ledger.execution.ChainHead;
import althing.ledger.log.EventTree;
import althing.ledger.log.LogVersion;
import althing.ledger.log.TileSource;
import althing.ledger.projection.Registry;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateVersion;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Rebuilds the state of a chain from nothing, or from the snapshot that it began with, and compares
 * it with what the headers say. State and tree are held in memory, about 600 bytes for each entry.
 *
 * <p>What can be done before the state is known, reading, decoding, hashing the log and recovering
 * senders, is a row of steps of its own, which the caller may have made ahead.
 */
public final class Replay {

  /** Blocks between two checks of the state root while folding (DESIGN §2). */
  public static final long ROOT_INTERVAL = 1_000;

  private final ChainReader chain;
  private final TileSource tiles;
  private final Registry registry;
  private final Ahead ahead;
  private final Consumer<Progress> progress;

  /** Who makes steps before they are asked for. */
  public interface Ahead {

    /** Makes each step when it is asked for. */
    Ahead NOT =
        new Ahead() {
          @Override
          public <T> Iterator<T> of(Iterator<T> steps) {
            return steps;
          }
        };

    /** The same steps in the same order, and what one throws where that one would stand. */
    <T> Iterator<T> of(Iterator<T> steps);
  }

  /**
   * @param progress told after each block
   */
  public Replay(ChainReader chain, Registry registry, Ahead ahead, Consumer<Progress> progress) {
    this(chain, (_, _) -> Optional.empty(), registry, ahead, progress);
  }

  /**
   * Of a chain that may have begun with a snapshot: then the replay begins with the oldest state
   * that is kept, found to be what its header says.
   *
   * @param tiles of the event tree
   * @param progress told after each block
   */
  public Replay(
      ChainReader chain,
      TileSource tiles,
      Registry registry,
      Ahead ahead,
      Consumer<Progress> progress) {
    this.chain = chain;
    this.tiles = tiles;
    this.registry = registry;
    this.ahead = ahead;
    this.progress = progress;
  }

  /** How far a replay has come. */
  public record Progress(long height, long events) {}

  /** Where a replay ended: at the chain's head, with its roots. */
  public record Result(
      long height, long events, long transactions, Hash stateRoot, Hash eventRoot, int entries) {}

  /** The log does not give what the headers say; the message names the height and the figure. */
  public static final class MismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MismatchException(long height, String what) {
      super("height %d: %s".formatted(height, what));
    }
  }

  /**
   * Trusts the events and only folds them; needs none of the code that decided them.
   *
   * @throws MismatchException at the first figure that differs from a header
   */
  public Result fold() {
    var state = new ReplayState();
    var tree = inMemory();
    Start start = start(tree, state);
    StateVersion version = start.version();
    var blocks = new LoggedBlocks(chain.headHeight(), start);
    if (!blocks.hasNext()) {
      requireConservation(start.height(), state);
      return start.result(state);
    }
    Iterator<Logged> log = ahead.of(blocks);
    Logged block;
    long transactions = 0;
    do {
      block = log.next();
      long height = block.header().height();
      for (RecordedEvent event : block.events()) {
        registry.evolve(state, event.event());
        transactions += event.event() instanceof TransactionApplied ? 1 : 0;
      }
      if (height % ROOT_INTERVAL == 0 || !log.hasNext()) {
        version = tree.apply(version, height, state::drainChanges).version();
        expect(height, "state root", version.root().hash(), block.header().stateRoot());
      }
      progress.accept(new Progress(height, block.log().size()));
    } while (log.hasNext());
    long head = block.header().height();
    requireConservation(head, state);
    return new Result(
        head,
        block.log().size(),
        transactions,
        version.root().hash(),
        block.log().root(),
        state.size());
  }

  /**
   * Where a replay begins.
   *
   * @param height of the last block that is not replayed, -1 for none
   * @param hash of it
   */
  private record Start(long height, Hash hash, StateVersion version, LogVersion log) {

    Result result(ReplayState state) {
      return new Result(height, log.size(), 0, version.root().hash(), log.root(), state.size());
    }
  }

  private Start start(StateTree tree, ReplayState state) {
    if (chain.oldestBlock() == 0) {
      return new Start(-1, Hash.ZERO, StateTree.empty(), EventTree.empty());
    }
    long height = chain.oldestState();
    BlockHeader header =
        chain
            .header(height)
            .orElseThrow(() -> new MismatchException(height, "the header is missing"));
    chain
        .stateAt(height)
        .scan(
            Bytes.EMPTY,
            Bytes.EMPTY,
            (key, value) -> {
              state.put(key, value);
              return true;
            });
    StateVersion version = tree.apply(StateTree.empty(), height, state::drainChanges).version();
    expect(height, "state root", version.root().hash(), header.stateRoot());
    var extra = header.extra();
    return new Start(
        height,
        HeaderCodec.hash(header),
        version,
        EventTree.open(extra.eventCount(), extra.eventRoot(), tiles));
  }

  /** A tree whose pages are all held by the newest version. */
  private static StateTree inMemory() {
    return new StateTree(
        keys -> {
          throw new IllegalStateException("not in memory: " + keys);
        },
        0);
  }

  private static void requireConservation(long head, ReplayState state) {
    Conservation.checkAll(Money.totals(state), state.entries())
        .ifPresent(problem -> {
          throw new MismatchException(head, problem);
        });
  }

  /** A block's events, found to be those that its header commits to. */
  private record Logged(BlockHeader header, List<RecordedEvent> events, LogVersion log) {}

  /** The blocks from where the replay begins to the head. */
  private final class LoggedBlocks implements Iterator<Logged> {
    private final long head;
    private LogVersion log;
    private Hash parent;
    private long height;

    LoggedBlocks(long head, Start start) {
      this.head = head;
      log = start.log();
      parent = start.hash();
      height = start.height() + 1;
    }

    @Override
    public boolean hasNext() {
      return height <= head;
    }

    @Override
    public Logged next() {
      if (!hasNext()) {
        throw new NoSuchElementException("above the head " + head);
      }
      BlockHeader header = header(height, parent);
      List<RecordedEvent> events = chain.events(height);
      log = EventTree.append(log, leaves(events)).version();
      expect(height, "event count", log.size(), header.extra().eventCount());
      expect(height, "event root", log.root(), header.extra().eventRoot());
      parent = HeaderCodec.hash(header);
      height++;
      return new Logged(header, events, log);
    }
  }

  /**
   * Runs every transaction again, signatures included, and compares every field of every header.
   *
   * @throws MismatchException at the first block that does not come out as it is recorded
   */
  public Result full() {
    var state = new ReplayState();
    var tree = inMemory();
    var factory = new BlockFactory(registry, tree);
    long head = chain.headHeight();
    long transactions = 0;
    ChainHead parent = begin(factory, tree, state);
    progress.accept(progressAt(parent));
    Iterator<Block> blocks =
        ahead.of(
            LongStream.rangeClosed(parent.block().height() + 1, head)
                .mapToObj(this::authenticated)
                .iterator());
    while (blocks.hasNext()) {
      Block block = blocks.next();
      long height = block.header().height();
      Candidate candidate =
          switch (factory.judge(parent, block)) {
            case Judgement.Valid valid -> valid.candidate();
            case Judgement.Invalid invalid -> throw new MismatchException(height, invalid.reason());
          };
      settle(candidate, state);
      parent = settled(candidate, state);
      transactions += block.body().transactions().stream().filter(tx -> !tx.isTick()).count();
      progress.accept(progressAt(parent));
    }
    requireConservation(head, state);
    return new Result(
        head,
        parent.logVersion().size(),
        transactions,
        parent.stateVersion().root().hash(),
        parent.logVersion().root(),
        state.size());
  }

  private static Progress progressAt(ChainHead head) {
    return new Progress(head.block().height(), head.logVersion().size());
  }

  /** The block that the first replayed one follows, its state put into {@code state}. */
  private ChainHead begin(BlockFactory factory, StateTree tree, ReplayState state) {
    if (chain.oldestBlock() == 0) {
      Candidate genesis = genesis(factory);
      settle(genesis, state);
      return settled(genesis, state);
    }
    Start start = start(tree, state);
    Block block =
        chain
            .block(start.height())
            .orElseThrow(() -> new MismatchException(start.height(), "the block is missing"));
    return new ChainHead(block, state, start.version(), start.log());
  }

  /** The genesis block run again from its own events, less the one that execution adds. */
  private Candidate genesis(BlockFactory factory) {
    BlockHeader header = header(0, Hash.ZERO);
    List<RecordedEvent> events = chain.events(0);
    if (events.isEmpty()) {
      throw new MismatchException(0, "genesis has no events");
    }
    List<Event> founding =
        events.subList(0, events.size() - 1).stream().map(RecordedEvent::event).toList();
    Candidate candidate = factory.genesis(founding, header.timestampMillis());
    expect(0, "block hash", candidate.block().hash(), HeaderCodec.hash(header));
    return candidate;
  }

  /** The block as recorded, with every sender recovered from its signature again. */
  private Block authenticated(long height) {
    Block block =
        chain
            .block(height)
            .orElseThrow(() -> new MismatchException(height, "the block is missing"));
    List<SignedTransaction> recorded = block.body().transactions();
    for (int i = 0; i < recorded.size(); i++) {
      SignedTransaction again;
      try {
        again = TransactionCodec.decodeInBlock(recorded.get(i).encoded(), height, i);
      } catch (MalformedException e) {
        throw new MismatchException(height, "transactions[" + i + "]: " + e.getMessage());
      }
      expect(height, "sender of transactions[" + i + "]", recorded.get(i).sender(), again.sender());
    }
    return block;
  }

  private static void settle(Candidate candidate, ReplayState state) {
    candidate
        .executed()
        .changes()
        .forEach((key, change) -> {
          if (change.after() == null) {
            state.remove(key);
          } else {
            state.put(key, change.after());
          }
        });
    state.forgetChanges();
  }

  private static ChainHead settled(Candidate candidate, ReplayState state) {
    ChainHead head = candidate.head();
    return new ChainHead(head.block(), state, head.stateVersion(), head.logVersion());
  }

  private BlockHeader header(long height, Hash parent) {
    BlockHeader header =
        chain
            .header(height)
            .orElseThrow(() -> new MismatchException(height, "the header is missing"));
    expect(height, "parent hash", header.parentHash(), parent);
    return header;
  }

  private static List<Bytes> leaves(List<RecordedEvent> events) {
    return events.stream().map(RecordedEvent::encoded).toList();
  }

  private static void expect(long height, String what, Object found, Object wanted) {
    if (!found.equals(wanted)) {
      throw new MismatchException(
          height, "%s is %s, the header says %s".formatted(what, found, wanted));
    }
  }
}
