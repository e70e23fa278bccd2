package althing.node.app.data;

import althing.consensus.certificate.CommitRule;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.BlockFactory.Judgement;
import althing.ledger.execution.ChainHead;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.state.StateTree;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.Projections;
import althing.node.app.terminal.ProgressBar;
import althing.node.core.finality.CertifiedBlocks;
import althing.node.store.RocksDbStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs an exported log again, into a store of its own. A block is stored once its certificate, or
 * that of a descendant, is found to be right.
 */
final class LogImport {

  private static final int BLOCKS_A_BATCH = 100;
  private static final int CACHED_PAGES = 4_096;

  private final Registry registry = Projections.registry();
  private final RocksDbStore store;
  private final LogFile.Reader reader;

  private LogImport(LogFile.Reader reader, RocksDbStore store) {
    this.reader = reader;
    this.store = store;
  }

  /** What was imported. */
  record Result(long height, long events, Hash headHash, Hash genesis, CommitRule rule) {}

  /**
   * Imports {@code file} into the empty directory {@code target}.
   *
   * @param trusted hash of the block at height 0; empty takes the file's own
   * @throws CommandFailure when a block does not come out as it is in the file, or is not signed
   * @throws MalformedException when the file was cut or changed
   */
  static Result run(Path file, Path target, Optional<Hash> trusted) throws IOException {
    try (var reader = new LogFile.Reader(file)) {
      LogFile.Entry genesis =
          reader
              .next()
              .orElseThrow(() -> CommandFailure.notVerified(file + " holds no genesis block"));
      requireTrusted(genesis, trusted);
      try (var store = RocksDbStore.open(target)) {
        return new LogImport(reader, store).run(genesis);
      }
    }
  }

  private static void requireTrusted(LogFile.Entry genesis, Optional<Hash> trusted) {
    Hash claimed = HeaderCodec.hash(genesis.header());
    if (trusted.isPresent() && !trusted.get().equals(claimed)) {
      throw CommandFailure.notVerified(
          "block 0 is %s, not the trusted %s".formatted(claimed, trusted.get()));
    }
  }

  private Result run(LogFile.Entry genesis) throws IOException {
    List<Event> founding = founding(genesis);
    long chainId =
        founding.stream()
            .filter(ChainStarted.class::isInstance)
            .map(event -> ((ChainStarted) event).chainId().toLongExact())
            .findFirst()
            .orElseThrow(() -> CommandFailure.notVerified("block 0: no chain starts in it"));
    var chain = ChainStore.open(store, chainId, Retention.ARCHIVE, registry);
    var states = new StateTree(chain.stateNodes(), CACHED_PAGES);
    var factory = new BlockFactory(registry, states);
    Candidate first = factory.genesis(founding, genesis.header().timestampMillis());
    requireSame(genesis, first);
    if (!genesis.certificate().isEmpty()) {
      throw CommandFailure.notVerified("block 0: a genesis has no certificate");
    }
    var certified = new CertifiedBlocks(genesis.header(), founding);
    chain.commit(BlockCommit.of(first, Bytes.EMPTY));
    try (var progress = ProgressBar.of("blocks run again", 0)) {
      var waiting = new ArrayList<BlockCommit>();
      ChainHead head = chain.head(states);
      Optional<LogFile.Entry> entry = reader.next();
      while (entry.isPresent()) {
        Candidate candidate = again(factory, head, entry.get());
        requireNone(
            certified.next(
                entry.get().header(), entry.get().certificate(), () -> events(candidate)));
        waiting.add(BlockCommit.of(candidate, entry.get().certificate()));
        head = candidate.head();
        entry = reader.next();
        if (entry.isEmpty()) {
          requireNone(certified.end());
        }
        if (certified.waiting() == 0 && waiting.size() >= BLOCKS_A_BATCH || entry.isEmpty()) {
          chain.commit(List.copyOf(waiting));
          waiting.clear();
          head = chain.head(states);
        }
        progress.at(head.block().height());
      }
    }
    return new Result(
        chain.headHeight(),
        chain.eventCount(),
        chain.headHash(),
        first.block().hash(),
        certified.rule());
  }

  private static void requireNone(Optional<String> defect) {
    if (defect.isPresent()) {
      throw CommandFailure.notVerified(defect.get());
    }
  }

  private static List<Event> events(Candidate candidate) {
    return candidate.events().stream().map(RecordedEvent::event).toList();
  }

  private List<Event> founding(LogFile.Entry genesis) {
    var events = new ArrayList<Event>();
    // The last event is the one that execution adds.
    for (int i = 0; i < genesis.events().size() - 1; i++) {
      events.add(registry.decode(i, genesis.events().get(i)).event());
    }
    return events;
  }

  private Candidate again(BlockFactory factory, ChainHead parent, LogFile.Entry entry) {
    long height = entry.header().height();
    BlockBody body;
    try {
      body = BodyCodec.decode(entry.body(), height);
    } catch (MalformedException e) {
      throw CommandFailure.notVerified("block %d: %s".formatted(height, e.getMessage()));
    }
    Hash hash = HeaderCodec.hash(entry.header());
    return switch (factory.judge(parent, new Block(entry.header(), body, hash))) {
      case Judgement.Valid(var candidate) -> {
        requireSame(entry, candidate);
        yield candidate;
      }
      case Judgement.Invalid(var reason) ->
          throw CommandFailure.notVerified("block %d: %s".formatted(height, reason));
    };
  }

  private static void requireSame(LogFile.Entry entry, Candidate candidate) {
    long height = entry.header().height();
    if (!candidate.block().hash().equals(HeaderCodec.hash(entry.header()))) {
      throw CommandFailure.notVerified("block %d comes out with another hash".formatted(height));
    }
    List<Bytes> events = candidate.events().stream().map(RecordedEvent::encoded).toList();
    if (!events.equals(entry.events())) {
      throw CommandFailure.notVerified("block %d comes out with other events".formatted(height));
    }
  }
}
