package althing.node.core.engine;

import althing.consensus.Application;
import althing.consensus.Application.Built;
import althing.consensus.BlockId;
import althing.consensus.Engine;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateScheme;
import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.Effect.Outcome;
import althing.consensus.pbft.MalformedBlockException;
import althing.consensus.raft.Effect;
import althing.consensus.raft.Input;
import althing.consensus.raft.LogEntry;
import althing.consensus.raft.MalformedRaftException;
import althing.consensus.raft.Message;
import althing.consensus.raft.Place;
import althing.consensus.raft.RaftCodec;
import althing.consensus.raft.RaftMachine;
import althing.consensus.raft.RaftSettings;
import althing.node.core.Environment;
import althing.node.core.Environment.Alarm;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code raft} engine with a replicated log, a network, a lane that steps, a lane that builds
 * and judges, a lane that commits, and timers.
 */
public final class RaftRunner implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(RaftRunner.class);
  private static final String PREFIX = "althing.consensus.";

  /** Messages of one peer that may wait for a step. */
  private static final int MAX_WAITING = 1_024;

  /** Entries that may wait to be judged before the log is asked to pause. */
  private static final int MAX_ENTRIES = 8;

  private final Application application;
  private final RaftMachine machine;
  private final Optional<ReplicatedLog> log;
  private final BlockReader blocks;
  private final LongFunction<Optional<Certificate>> certificates;
  private final RaftWire wire;
  private final CatchUp catchUp;
  private final Environment environment;
  private final Consumer<Throwable> onFault;
  private final Counter dropped;
  private final Executor coreLane;
  private final Executor buildLane;
  private final Executor commitLane;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean turning = new AtomicBoolean();
  private final AtomicBoolean workWaits = new AtomicBoolean();
  private final Map<PublicKey, AtomicInteger> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Attempts attempts = new Attempts(this::failLater);
  private volatile boolean started;
  private volatile RaftMachine.Standing standing;
  private volatile Optional<Place> finalPlace = Optional.empty();

  // Of the core lane alone.
  private final List<CompletableFuture<Void>> readers = new ArrayList<>();
  private List<Proposal> committing = List.of();
  private @Nullable Alarm heartbeat;
  private @Nullable Alarm tick;
  private boolean ended;

  /**
   * @param log empty if this node does not take part in it
   * @param finalBlocks the final block at a height
   * @param certificates the lowest certificate of a final block from a height on
   * @param onFault told once what stopped the engine, if it is not {@link #stop}
   */
  public RaftRunner(
      Application application,
      Optional<ReplicatedLog> log,
      BlockReader blocks,
      CertificateScheme scheme,
      LongFunction<Optional<BlockId>> finalBlocks,
      LongFunction<Optional<Certificate>> certificates,
      RaftSettings settings,
      RaftWire wire,
      CatchUp catchUp,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    this.application = application;
    this.log = log;
    this.blocks = blocks;
    this.certificates = certificates;
    this.wire = wire;
    this.catchUp = catchUp;
    this.environment = environment;
    this.onFault = onFault;
    machine = new RaftMachine(application.head(), finalBlocks, scheme, settings);
    standing = machine.standing();
    coreLane = environment.lane("consensus");
    buildLane = environment.lane("build");
    commitLane = environment.lane("commit");
    dropped =
        Counter.builder(PREFIX + "dropped")
            .description("messages of peers that sent more than the engine takes in")
            .register(meters);
    gauge(meters, "height", "newest final height", () -> standing.height());
    gauge(meters, "epoch", "number of the validator set", () -> standing.set().epoch());
    gauge(meters, "validators", "members of the validator set", () -> standing.set().size());
    gauge(meters, "leads", "1 if this node leads the cluster", () -> standing.leads() ? 1 : 0);
    gauge(meters, "waiting", "blocks that wait for votes", () -> standing.waiting());
    gauge(meters, "inbox", "inputs that wait for the engine", inbox::size);
  }

  private static void gauge(
      MeterRegistry meters, String name, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value).description(description).register(meters);
  }

  /** Where the engine stands; as of the last step. */
  public RaftMachine.Standing standing() {
    return standing;
  }

  /** Who votes now. */
  public ValidatorSet validators() {
    return standing.set();
  }

  /**
   * @throws ReplicatedLog.LogException if the log cannot start
   */
  @Override
  public void start() {
    if (started) {
      throw new IllegalStateException("the engine was started before");
    }
    started = true;
    LOG.info("consensus from {}", machine);
    put(new Input.Started());
    log.ifPresent(joined -> joined.start(new Entries()));
  }

  @Override
  public void workArrived() {
    if (started && !workWaits.getAndSet(true)) {
      put(() -> {
        workWaits.set(false);
        step(new Input.WorkArrived());
      });
    }
  }

  /** {@code peer} says {@code message}. Dropped if too many of its messages wait. */
  public void received(PublicKey peer, Message message) {
    var count = waiting.computeIfAbsent(peer, _ -> new AtomicInteger());
    if (count.incrementAndGet() > MAX_WAITING) {
      count.decrementAndGet();
      dropped.increment();
    } else {
      put(() -> {
        count.decrementAndGet();
        step(new Input.Received(peer, message));
      });
    }
  }

  /** {@code peer} is gone. */
  public void disconnected(PublicKey peer) {
    waiting.remove(peer);
  }

  /** {@code peer} handed out final blocks. */
  public void fetched(PublicKey peer, List<Proposal> chain, Certificate certificate) {
    put(new Input.Fetched(peer, chain, certificate));
  }

  @Override
  public CompletionStage<Void> stop() {
    if (started) {
      put(new Input.StopRequested());
    } else {
      stopped.complete(null);
    }
    return stopped;
  }

  private void put(Input input) {
    put(() -> step(input));
  }

  private void put(Runnable task) {
    inbox.add(task);
    if (!turning.get() && turning.compareAndSet(false, true)) {
      coreLane.execute(this::turn);
    }
  }

  private void turn() {
    for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
    // Nobody may be kept waiting by an engine that takes no further step.
    if (ended || machine.entriesWaiting() < MAX_ENTRIES) {
      readers.forEach(reader -> reader.complete(null));
      readers.clear();
    }
    turning.set(false);
    // A task that came after the last look may have found the lane still turning.
    if (!inbox.isEmpty() && turning.compareAndSet(false, true)) {
      coreLane.execute(this::turn);
    }
  }

  private void step(Input input) {
    if (ended) {
      return;
    }
    List<Effect> effects = machine.step(input);
    machine.check();
    standing = machine.standing();
    finalPlace = machine.finalPlace();
    effects.forEach(this::perform);
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Build(var parent, var evenIfEmpty) ->
          buildLane.execute(
              () -> attempts.run(() -> application.build(parent, evenIfEmpty), this::built));
      case Effect.Propose(var block) -> propose(block);
      case Effect.JudgeEntry(var entry, var known) -> buildLane.execute(() -> judge(entry, known));
      case Effect.Judge(var block) -> buildLane.execute(() -> judge(block));
      case Effect.Commit(var chain, var certificate) -> {
        committing = chain;
        commitLane.execute(() ->
            attempts.run(() -> application.commit(chain, certificate), _ -> put(this::committed)));
      }
      case Effect.Drop(var block) ->
          buildLane.execute(() ->
              attempts.run(
                  () -> {
                    application.drop(block);
                    return CompletableFuture.<Void>completedFuture(null);
                  },
                  _ -> {}));
      case Effect.PassedOver(var index, var entry, var reason) ->
          LOG.info("log entry {} does not count, {}: {}", index, entry, reason);
      case Effect.Broadcast(var message) -> wire.broadcast(message);
      case Effect.SendCertificate(var to, var height) ->
          certificates
              .apply(height)
              .ifPresent(proof -> wire.send(to, new Message.Certified(proof)));
      case Effect.Behind(var peer, var height) -> catchUp.behind(peer, height);
      case Effect.FetchRefused(var from, var height) ->
          catchUp.answered(from, height, Outcome.WRONG);
      case Effect.Misbehaved(var peer, var what) -> wire.misbehaved(peer, what);
      case Effect.SetHeartbeat(var delayMillis) -> {
        cancel(heartbeat);
        heartbeat = environment.schedule(delayMillis, () -> put(new Input.HeartbeatDue()));
      }
      case Effect.SetTick(var delayMillis) ->
          tick = environment.schedule(delayMillis, () -> put(new Input.Tick()));
      case Effect.Stopped _ -> {
        LOG.info("consensus stopped at {}", machine);
        end(() -> stopped.complete(null));
      }
    }
  }

  private void propose(Proposal block) {
    byte[] entry = RaftCodec.encode(LogEntry.of(block));
    log.orElseThrow()
        .add(entry)
        .whenComplete((_, problem) -> {
          if (problem != null) {
            LOG.debug("block {} may not be in the log: {}", block.height(), problem.getMessage());
            put(new Input.ProposalFailed(block.id()));
          }
        });
  }

  private void judge(LogEntry entry, Optional<Proposal> known) {
    Proposal block;
    try {
      block = known.orElseGet(() -> blocks.read(entry.encoded()));
    } catch (MalformedBlockException e) {
      put(new Input.Unreadable(entry.block(), String.valueOf(e.getMessage())));
      return;
    }
    if (block.id().equals(entry.block())
        && block.parent().equals(entry.parent())
        && block.height() == entry.height()) {
      judge(block);
    } else {
      put(new Input.Unreadable(entry.block(), "the entry has another block, " + block.id()));
    }
  }

  private void judge(Proposal block) {
    attempts.run(() -> application.judge(block), judgement -> judged(block, judgement));
  }

  private void judged(Proposal block, Judgement judgement) {
    if (judgement instanceof Judgement.Invalid(var reason)) {
      LOG.warn("block {} {} is invalid: {}", block.height(), block.id(), reason);
    }
    put(new Input.BlockJudged(block, judgement));
  }

  private void built(Optional<Built> built) {
    put(built.<Input>map(Input.BlockBuilt::new).orElseGet(Input.NothingToBuild::new));
  }

  private void committed() {
    Proposal newest = committing.getLast();
    LOG.debug("committed {} blocks up to {}", committing.size(), newest.height());
    step(new Input.ChainCommitted());
    catchUp.committed(newest.height(), newest.id());
  }

  private static void cancel(@Nullable Alarm alarm) {
    if (alarm != null) {
      alarm.cancel();
    }
  }

  /** Leaves the log, beside the lane that it may wait for, and then does {@code last}. */
  private void end(Runnable last) {
    ended = true;
    cancel(heartbeat);
    cancel(tick);
    commitLane.execute(() -> {
      log.ifPresent(ReplicatedLog::close);
      last.run();
    });
  }

  private void failLater(Throwable problem) {
    put(() -> fail(problem));
  }

  private void fail(Throwable problem) {
    if (stopped.completeExceptionally(problem)) {
      LOG.error("consensus failed: {}", machine, problem);
      end(() -> {});
      onFault.accept(problem);
    }
  }

  /** What the log tells, as inputs in its order. */
  private final class Entries implements ReplicatedLog.Reader {

    @Override
    public CompletionStage<Void> read(long term, long index, byte[] entry) {
      var mayGoOn = new CompletableFuture<Void>();
      put(() -> {
        readers.add(mayGoOn);
        try {
          step(new Input.EntryRead(term, index, RaftCodec.decodeEntry(entry)));
        } catch (MalformedRaftException e) {
          LOG.warn("log entry {} does not count: {}", index, e.getMessage());
        }
      });
      return mayGoOn;
    }

    @Override
    public void skipped(Place place) {
      LOG.info("the log goes on behind {}", place);
      put(new Input.Skipped(place));
    }

    @Override
    public void leads() {
      LOG.info("this node leads the cluster");
      put(new Input.Leads());
    }

    @Override
    public void follows() {
      put(new Input.Follows());
    }

    @Override
    public void failed(Throwable cause) {
      failLater(cause);
    }

    @Override
    public Optional<Place> finalPlace() {
      return finalPlace;
    }
  }
}
