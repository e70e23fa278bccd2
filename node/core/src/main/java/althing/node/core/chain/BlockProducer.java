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
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
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

/**
 * Builds, judges and commits blocks for the engine. A block is built on the executed blocks that
 * wait for the disk; nobody outside is told of it, and no receipt shows it, before it is there. One
 * thread builds and judges, one commits.
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
    return CompletableFuture.completedFuture(buildNow(parent, evenIfEmpty));
  }

  private Optional<Built> buildNow(BlockId parent, boolean evenIfEmpty) {
    ChainHead tip = requireTip(parent);
    long timestampMillis = timestampMillis(tip);
    if (!evenIfEmpty && !hasWork(tip, timestampMillis)) {
      return Optional.empty();
    }
    long startedNanos = environment.nanoTime();
    var batch = new Batch(pool, settings, environment, startedNanos);
    Candidate candidate =
        factory.build(
            tip,
            new BlockFactory.Proposal(
                timestampMillis, identity.seat(), seeds.after(tip.block()), lastCertificate),
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
            judgementOf(tip, candidate),
            batch.isFull() || candidate.executed().tickDue()));
  }

  @Override
  public CompletionStage<Judgement> judge(Proposal proposal) {
    return CompletableFuture.completedFuture(judgeNow(proposal));
  }

  private Judgement judgeNow(Proposal proposal) {
    ChainHead tip = requireTip(proposal.parent());
    Block block;
    try {
      block = ExecutedProposal.blockOf(proposal);
    } catch (MalformedException e) {
      return new Judgement.Invalid(String.valueOf(e.getMessage()));
    }
    return switch (factory.judge(tip, block)) {
      case BlockFactory.Judgement.Invalid invalid -> new Judgement.Invalid(invalid.reason());
      case BlockFactory.Judgement.Valid valid -> {
        adopt(valid.candidate());
        yield judgementOf(tip, valid.candidate());
      }
    };
  }

  @Override
  public CompletionStage<Void> commit(List<Proposal> chain, Certificate certificate) {
    long startedNanos = environment.nanoTime();
    List<Candidate> blocks =
        executed.oldest(
            chain.stream().map(proposal -> ExecutedProposal.hash(proposal.id())).toList());
    Bytes proof = Bytes.wrap(CertificateCodec.encode(certificate));
    store.commit(
        blocks.stream()
            .map(block ->
                commitOf(
                    block, block.block().height() == certificate.height() ? proof : Bytes.EMPTY))
            .toList());
    lastCertificate = proof;
    executed.settled(blocks.size());
    for (Candidate block : blocks) {
      stored.add(block.stateUpdate());
      pool.finalised(block.executed().transactions());
      feed.block(block);
    }
    metrics.commit.record(environment.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    metrics.group.record(blocks.size());
    return CompletableFuture.completedFuture(null);
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
    executed.add(candidate);
    seeds.prepare(candidate.block());
    var touched = new ArrayList<Address>();
    for (Bytes key : candidate.executed().changes().keySet()) {
      Address account = Money.accountAt(key);
      if (account != null) {
        touched.add(account);
      }
    }
    pool.included(candidate.executed().transactions(), touched);
  }

  /** The block to build on, after the state tree has heard what is on disk by now. */
  private ChainHead requireTip(BlockId parent) {
    ChainHead tip = executed.tip();
    if (!ExecutedProposal.id(tip.block().hash()).equals(parent)) {
      throw new IllegalStateException(
          "asked to build on %s, the tip is %d %s"
              .formatted(parent, tip.block().height(), tip.block().hash()));
    }
    for (StateUpdate update = stored.poll(); update != null; update = stored.poll()) {
      states.stored(update);
    }
    return tip;
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

  private Judgement.Valid judgementOf(ChainHead parent, Candidate candidate) {
    if (!closesSet(candidate.block().header())) {
      return Judgement.Valid.SAME_SET;
    }
    var closed = new ValidatorSet(epoch(parent.block().height()), keys(parent.state()));
    return new Judgement.Valid(Optional.of(closed.succeededBy(keys(candidate.state()))));
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

  private static List<PublicKey> keys(StateReader state) {
    List<Seat> seats = Protocol.validators(state);
    return seats.stream().map(NodeIdentity::publicKey).toList();
  }
}
