package althing.node.core.chain;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateCodec;
import althing.ledger.account.Money;
import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.execution.BlockFactory;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.ChainHead;
import althing.ledger.protocol.BaseFee;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.Environment;
import althing.node.core.mempool.Mempool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Builds, judges and commits blocks for the engine. A block is built on the executed blocks that
 * are not final yet; nobody outside is told of it, and no receipt shows it, before it is. One
 * thread builds, judges and drops, one commits.
 */
final class BlockProducer implements Application {

  private final BlockFactory factory;
  private final StateTree states;
  private final ChainStore store;
  private final ExecutedBlocks executed;
  private final Mempool pool;
  private final NodeIdentity identity;
  private final CheckpointSigner checkpoints;
  private final SeedAhead seeds;
  private final ChainSettings.Production settings;
  private final Environment environment;
  private final ChainMetrics metrics;
  private final Feed feed;

  /** Updates that are on disk and that the state tree was not told of. */
  private final Queue<StateUpdate> stored = new ConcurrentLinkedQueue<>();

  private final LastCommits lastCommits;
  private final LateVotes lateVotes;
  private final long maxClockAheadMillis;

  /** Held while the tip moves and the pool is told. */
  private final Object moving = new Object();

  private volatile Bytes lastCertificate;

  BlockProducer(
      BlockFactory factory,
      StateTree states,
      ChainStore store,
      ExecutedBlocks executed,
      Mempool pool,
      NodeIdentity identity,
      CheckpointSigner checkpoints,
      ChainSettings.Production settings,
      Environment environment,
      ChainMetrics metrics,
      Feed feed) {
    this.factory = factory;
    this.states = states;
    this.store = store;
    this.executed = executed;
    this.pool = pool;
    this.identity = identity;
    this.checkpoints = checkpoints;
    this.settings = settings;
    this.environment = environment;
    this.metrics = metrics;
    this.feed = feed;
    seeds = new SeedAhead(identity, environment.lane("seed"));
    lastCertificate = store.certificate(store.headHeight()).orElse(Bytes.EMPTY);
    seeds.prepare(executed.tip().block());
    lastCommits = new LastCommits(store, executed);
    lateVotes = new LateVotes(ExecutedProposal.id(store.genesisHash().orElseThrow()));
    maxClockAheadMillis =
        Protocol.parameter(executed.tip().state(), Parameters.MAX_CLOCK_AHEAD_MILLIS);
  }

  /** Base fee of a block made now. */
  Amount nextBaseFee() {
    ChainHead tip = executed.tip();
    return baseFee(tip, timestampMillis(tip));
  }

  @Override
  public Head head() {
    long height = store.headHeight();
    return new Head(
        ExecutedProposal.id(store.headHash()),
        height,
        new ValidatorSet(epoch(height), keys(store.stateAt(height))),
        store
            .certificate(height)
            .filter(proof -> !proof.isEmpty())
            .map(proof -> CertificateCodec.decode(proof.unsafeArray())));
  }

  @Override
  public CompletionStage<Optional<Built>> build(BlockId parent, boolean evenIfEmpty) {
    return CompletableFuture.completedFuture(
        execute(ExecutedProposal.hash(parent), head -> buildOn(head, evenIfEmpty))
            .flatMap(built -> built));
  }

  private Optional<Built> buildOn(ChainHead parent, boolean evenIfEmpty) {
    moveTip(parent.block().hash());
    long timestampMillis = timestampMillis(parent);
    Optional<Seat> seat = identity.seatIn(parent.state());
    if (seat.isEmpty() || !evenIfEmpty && !hasWork(parent, timestampMillis)) {
      return Optional.empty();
    }
    long startedNanos = environment.nanoTime();
    var batch = new Batch(pool, settings, environment, startedNanos);
    Candidate candidate =
        factory.build(
            parent,
            new BlockFactory.Proposal(
                timestampMillis, seat.get(), seeds.after(parent.block()), lastCommit(parent)),
            batch::fill);
    boolean wanted = evenIfEmpty || !candidate.executed().transactions().isEmpty();
    if (wanted) {
      adopt(candidate);
    }
    batch.unfit().forEach(pool::drop);
    if (!wanted) {
      return Optional.empty();
    }
    metrics.execute.record(batch.nanos(), TimeUnit.NANOSECONDS);
    metrics.build.record(environment.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    metrics.transactions.record(candidate.executed().transactions().size());
    return Optional.of(
        new Built(
            new ExecutedProposal(candidate.block()),
            judgementOf(parent, candidate.head()),
            batch.isFull() || candidate.executed().tickDue()));
  }

  /** What a block built now carries as the certificate of its newest final ancestor. */
  private Bytes lastCommit(ChainHead parent) {
    Bytes proof = lastCertificate;
    if (proof.isEmpty()) {
      return proof;
    }
    Certificate certificate = CertificateCodec.decode(proof.unsafeArray());
    var voters =
        new ValidatorSet(
            certificate.epoch(), lastCommits.voters(parent.block().hash(), certificate.height()));
    Certificate completed = lateVotes.completed(certificate, voters);
    return completed.equals(certificate) ? proof : Bytes.wrap(CertificateCodec.encode(completed));
  }

  /** Takes votes that certificates do without. */
  LateVotes lateVotes() {
    return lateVotes;
  }

  @Override
  public boolean hasWork() {
    ChainHead tip = executed.tip();
    return hasWork(tip, timestampMillis(tip));
  }

  @Override
  public long earlyMillis(Proposal proposal) {
    long aheadMillis =
        ExecutedProposal.blockOf(proposal).header().timestampMillis() - environment.nowMillis();
    return Math.max(0, aheadMillis - maxClockAheadMillis);
  }

  @Override
  public CompletionStage<Judgement> judge(Proposal proposal) {
    Block block = ExecutedProposal.blockOf(proposal);
    return CompletableFuture.completedFuture(
        execute(block.header().parentHash(), parent -> judgeOn(parent, block))
            .orElseGet(Judgement.NoParent::new));
  }

  private Judgement judgeOn(ChainHead parent, Block block) {
    Optional<ChainHead> before = executed.find(block.hash());
    if (before.isPresent()) {
      moveTip(block.hash());
      return judgementOf(parent, before.get());
    }
    Optional<String> defect = lastCommits.defect(parent, block);
    if (defect.isPresent()) {
      return new Judgement.Invalid(defect.get());
    }
    long startedNanos = environment.nanoTime();
    return switch (factory.judge(parent, block)) {
      case BlockFactory.Judgement.Invalid invalid -> new Judgement.Invalid(invalid.reason());
      case BlockFactory.Judgement.Valid valid -> {
        adopt(valid.candidate());
        metrics.judge.record(environment.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
        yield judgementOf(parent, valid.candidate().head());
      }
    };
  }

  /** Executes a child of {@code parent}, or nothing if that is not there any more. */
  private <T> Optional<T> execute(Hash parent, Function<ChainHead, T> execution) {
    Optional<ChainHead> head = executed.beginExecution(parent);
    try {
      tellStateTree();
      return head.map(execution);
    } finally {
      executed.endExecution();
    }
  }

  @Override
  public CompletionStage<Void> commit(List<Proposal> chain, Certificate certificate) {
    long startedNanos = environment.nanoTime();
    List<Candidate> blocks =
        executed.beginSettling(
            chain.stream().map(proposal -> ExecutedProposal.hash(proposal.id())).toList());
    Hash newest = blocks.getLast().block().hash();
    if (!executed.isOn(executed.tip().block().hash(), newest)) {
      moveTip(newest);
    }
    Bytes proof = Bytes.wrap(CertificateCodec.encode(certificate));
    store.commit(
        blocks.stream()
            .map(block ->
                commitOf(
                    block, block.block().height() == certificate.height() ? proof : Bytes.EMPTY))
            .toList());
    lastCertificate = proof;
    executed.settled();
    for (Candidate block : blocks) {
      stored.add(block.stateUpdate());
      pool.finalised(block.executed().transactions());
      feed.block(block);
    }
    metrics.commit.record(environment.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    metrics.group.record(blocks.size());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void drop(BlockId block) {
    Hash hash = ExecutedProposal.hash(block);
    synchronized (moving) {
      executed
          .parentOf(hash)
          .ifPresent(parent -> {
            if (executed.isOn(executed.tip().block().hash(), hash)) {
              moveTip(parent);
            }
            executed.drop(hash);
          });
    }
  }

  /** With a checkpoint that is kept if the block ends an epoch. */
  private BlockCommit commitOf(Candidate block, Bytes certificate) {
    BlockCommit commit = BlockCommit.of(block, certificate);
    if (!commit.endsEpoch()) {
      return commit;
    }
    var extra = block.block().header().extra();
    String note = checkpoints.sign(extra.eventCount(), extra.eventRoot());
    return commit.withCheckpoint(Bytes.utf8(note));
  }

  private void adopt(Candidate candidate) {
    if (executed.add(candidate)) {
      seeds.prepare(candidate.block());
      moveTip(candidate.block().hash());
    }
  }

  /** Makes {@code block} the newest one for everybody who asks, and tells the pool. */
  private void moveTip(Hash block) {
    synchronized (moving) {
      ExecutedBlocks.Move move = executed.moveTip(block);
      for (Candidate undone : move.undone()) {
        pool.reverted(undone.executed().transactions(), touched(undone));
      }
      for (Candidate done : move.done()) {
        pool.included(done.executed().transactions(), touched(done));
      }
    }
  }

  private static List<Address> touched(Candidate candidate) {
    var touched = new ArrayList<Address>();
    for (Bytes key : candidate.executed().changes().keySet()) {
      Address account = Money.accountAt(key);
      if (account != null) {
        touched.add(account);
      }
    }
    return touched;
  }

  private void tellStateTree() {
    for (StateUpdate update = stored.poll(); update != null; update = stored.poll()) {
      states.stored(update);
    }
  }

  private boolean hasWork(ChainHead tip, long timestampMillis) {
    return Protocol.epoch(tip.state()) < Protocol.epochAt(tip.state(), timestampMillis)
        || pool.hasWork(baseFee(tip, timestampMillis));
  }

  private static Amount baseFee(ChainHead tip, long timestampMillis) {
    return BaseFee.next(tip.state(), tip.block().header().gasUsed(), timestampMillis).perGas();
  }

  /** The clock, but after the parent (RULES 0). */
  private long timestampMillis(ChainHead parent) {
    return Math.max(parent.block().header().timestampMillis() + 1, environment.nowMillis());
  }

  private Judgement.Valid judgementOf(ChainHead parent, ChainHead child) {
    if (!closesSet(child.block().header())) {
      return Judgement.Valid.SAME_SET;
    }
    var closed = new ValidatorSet(epoch(parent.block().height()), keys(parent.state()));
    return new Judgement.Valid(Optional.of(closed.succeededBy(keys(child.state()))));
  }

  /** How many sets came before the one that votes after {@code height}. */
  private long epoch(long height) {
    if (lastCertificate.isEmpty()) {
      return 0;
    }
    Certificate newest = CertificateCodec.decode(lastCertificate.unsafeArray());
    boolean closed =
        newest.height() <= height
            && store.header(newest.height()).filter(BlockProducer::closesSet).isPresent();
    return newest.epoch() + (closed ? 1 : 0);
  }

  private static boolean closesSet(BlockHeader header) {
    return !header.extra().setHash().equals(header.extra().nextSetHash());
  }

  static List<PublicKey> keys(StateReader state) {
    List<Seat> seats = Protocol.validators(state);
    return seats.stream().map(NodeIdentity::publicKey).toList();
  }
}
