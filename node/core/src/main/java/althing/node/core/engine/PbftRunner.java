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
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.Effect;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.Input;
import althing.consensus.pbft.JournalRecord;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.PbftMachine;
import althing.consensus.pbft.PbftSettings;
import althing.consensus.pbft.Timer;
import althing.node.core.Environment;
import althing.node.core.Environment.Alarm;
import althing.node.core.journal.JournalFile;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code pbft} engine with a journal, a network, a lane that steps, a lane that builds and
 * judges, a lane that commits, and timers. What has come meanwhile is stepped in one turn; all that
 * it promises is synced at once, and only then does anything leave (rule J1).
 */
public final class PbftRunner implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(PbftRunner.class);

  /** Inputs in one turn: votes of a large set are worth waiting for, a vote's delay is not. */
  private static final int MAX_TURN = 256;

  /** Messages of one peer that may wait for a turn. */
  private static final int MAX_WAITING = 1_024;

  /** How long a block whose time has not come is waited for, before the machine is asked again. */
  private static final long EARLY_MILLIS = 100;

  /** Proposals whose way to the disk is timed. */
  private static final int MAX_TIMED = 64;

  private sealed interface Task {
    record Step(Input input) implements Task {}

    record From(PublicKey peer, Message message, AtomicInteger waiting) implements Task {}

    record Work() implements Task {}

    record TimeUp(Timer timer, long number) implements Task {}

    record Committed(List<Proposal> chain) implements Task {}
  }

  private final Application application;
  private final PbftMachine machine;
  private final JournalFile journal;
  private final Wire wire;
  private final CatchUp catchUp;
  private final Consumer<Equivocation> evidence;
  private final Environment environment;
  private final PbftMetrics metrics;
  private final Consumer<Throwable> onFault;
  private final Executor coreLane;
  private final Executor buildLane;
  private final Executor commitLane;
  private final Queue<Task> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean turning = new AtomicBoolean();
  private final AtomicBoolean workWaits = new AtomicBoolean();
  private final Map<PublicKey, AtomicInteger> waiting = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Attempts attempts = new Attempts(this::fail);
  private volatile boolean started;

  // Of the core lane alone.
  private final Map<Timer, Alarm> alarms = new EnumMap<>(Timer.class);
  private final Map<Timer, Long> alarmNumbers = new EnumMap<>(Timer.class);
  private final Map<BlockId, Long> proposedAtNanos = new HashMap<>();
  private long alarmsSet;

  /** Blocks that are too far ahead of this node's clock, once warned of. */
  private final Set<BlockId> earlyWarned = new HashSet<>();

  private volatile PbftMachine.Standing standing;

  /**
   * @param journal this node's, and only this runner's
   * @param evidence takes what shows that a validator lies, before anything else happens
   * @param onFault told once what stopped the engine, if it is not {@link #stop}
   */
  public PbftRunner(
      Application application,
      JournalFile journal,
      Ballots ballots,
      PbftSettings settings,
      Wire wire,
      CatchUp catchUp,
      Consumer<Equivocation> evidence,
      Environment environment,
      MeterRegistry meters,
      Consumer<Throwable> onFault) {
    this.application = application;
    this.journal = journal;
    this.wire = wire;
    this.catchUp = catchUp;
    this.evidence = evidence;
    this.environment = environment;
    this.onFault = onFault;
    var state = journal.state();
    machine =
        new PbftMachine(application.head(), state.journal(), state.records(), ballots, settings);
    standing = machine.standing();
    coreLane = environment.lane("consensus");
    buildLane = environment.lane("build");
    commitLane = environment.lane("commit");
    metrics = new PbftMetrics(meters);
    metrics.gauge("height", "newest final height", () -> standing.height());
    metrics.gauge("view", "the view that this node takes part in", () -> standing.view());
    metrics.gauge("epoch", "number of the validator set", () -> standing.set().epoch());
    metrics.gauge("validators", "members of the validator set", () -> standing.set().size());
    metrics.gauge("inbox", "inputs that wait for the engine", inbox::size);
    metrics.gauge("journal.bytes", "bytes of the journal in use", journal::bytes);
    metrics.gauge("journal.syncs", "syncs of the journal", journal::syncs);
  }

  /** Where the engine stands; as of the last turn. */
  public PbftMachine.Standing standing() {
    return standing;
  }

  @Override
  public void start() {
    if (started) {
      throw new IllegalStateException("the engine was started before");
    }
    started = true;
    LOG.info("consensus from {}, journal {}", standing, journal.state().journal());
    put(new Task.Step(new Input.Started()));
  }

  @Override
  public void workArrived() {
    if (started && !workWaits.getAndSet(true)) {
      put(new Task.Work());
    }
  }

  /** {@code peer} says {@code message}. Dropped if too many of its messages wait. */
  public void received(PublicKey peer, Message message) {
    var count = waiting.computeIfAbsent(peer, _ -> new AtomicInteger());
    if (count.incrementAndGet() > MAX_WAITING) {
      count.decrementAndGet();
      metrics.dropped.increment();
    } else {
      put(new Task.From(peer, message, count));
    }
  }

  /** {@code peer} is gone. */
  public void disconnected(PublicKey peer) {
    waiting.remove(peer);
  }

  /** {@code peer} handed out final blocks; {@link CatchUp#answered} tells what became of them. */
  public void fetched(PublicKey peer, List<Proposal> chain, Certificate certificate) {
    put(new Task.Step(new Input.Fetched(peer, chain, certificate)));
  }

  @Override
  public CompletionStage<Void> stop() {
    if (started) {
      put(new Task.Step(new Input.StopRequested()));
    } else {
      stopped.complete(null);
    }
    return stopped;
  }

  private void put(Task task) {
    inbox.add(task);
    if (!turning.get() && turning.compareAndSet(false, true)) {
      coreLane.execute(this::turn);
    }
  }

  private void turn() {
    if (!stopped.isDone()) {
      try {
        stepAll();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
    if (stopped.isDone()) {
      inbox.clear();
    }
    if (!inbox.isEmpty()) {
      coreLane.execute(this::turn);
      return;
    }
    turning.set(false);
    // A task that came after the last look may have found the lane still turning.
    if (!inbox.isEmpty() && turning.compareAndSet(false, true)) {
      coreLane.execute(this::turn);
    }
  }

  private void stepAll() {
    var records = new ArrayList<JournalRecord>();
    var outward = new ArrayList<Effect>();
    int inputs = 0;
    for (Task task = inbox.poll(); task != null; task = ++inputs < MAX_TURN ? inbox.poll() : null) {
      Input input = inputOf(task);
      if (input != null) {
        step(input, records, outward);
      }
      if (task instanceof Task.Committed
          || input instanceof Input.BlockJudged
          || input instanceof Input.Started) {
        step(workOrNone(), records, outward);
      }
    }
    if (!records.isEmpty()) {
      long startedNanos = environment.nanoTime();
      journal.append(records);
      metrics.sync.record(environment.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }
    metrics.turn.record(inputs);
    standing = machine.standing();
    outward.forEach(this::perform);
    if (journal.isLarge()) {
      journal.rewrite(machine.snapshot());
    }
  }

  private void step(Input input, List<JournalRecord> records, List<Effect> outward) {
    PbftMachine.Step step = machine.step(input);
    machine.check();
    records.addAll(step.records());
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Outward) {
        outward.add(effect);
      } else {
        perform(effect);
      }
    }
  }

  private @Nullable Input inputOf(Task task) {
    return switch (task) {
      case Task.Step(var input) -> input;
      case Task.From(var peer, var message, var count) -> {
        count.decrementAndGet();
        note(peer, message);
        yield new Input.Received(peer, message);
      }
      case Task.Work _ -> {
        workWaits.set(false);
        yield workOrNone();
      }
      case Task.TimeUp(var timer, var number) ->
          alarmNumbers.remove(timer, number) ? new Input.TimeOut(timer) : null;
      case Task.Committed(var chain) -> {
        noteCommitted(chain);
        yield new Input.ChainCommitted();
      }
    };
  }

  /** The pool changes with every block, also with those of others. */
  private Input workOrNone() {
    return application.hasWork() ? new Input.WorkArrived() : new Input.WorkGone();
  }

  private void note(PublicKey peer, Message message) {
    switch (message) {
      case Message.Propose propose -> {
        metrics.vote(peer, propose.vote().kind());
        noteProposed(propose.block().id());
      }
      case Message.Cast cast -> metrics.vote(peer, cast.vote().kind());
      case Message.Certified _, Message.Status _, Message.BlockWanted _, Message.BlockSent _ -> {}
    }
  }

  private void noteProposed(BlockId block) {
    if (proposedAtNanos.size() < MAX_TIMED) {
      proposedAtNanos.putIfAbsent(block, environment.nanoTime());
    }
  }

  private void noteCommitted(List<Proposal> chain) {
    for (Proposal block : chain) {
      earlyWarned.remove(block.id());
      Long sinceNanos = proposedAtNanos.remove(block.id());
      if (sinceNanos != null) {
        metrics.round.record(environment.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
      }
    }
    long height = chain.getLast().height();
    LOG.debug("committed {} blocks up to {}", chain.size(), height);
    catchUp.committed(height, chain.getLast().id());
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Broadcast(var message) -> {
        if (message instanceof Message.Propose propose) {
          noteProposed(propose.block().id());
        }
        wire.broadcast(message);
      }
      case Effect.Send(var to, var message) -> wire.send(to, message);
      case Effect.Commit(var chain, var certificate) -> {
        commitLane.execute(() ->
            attempts.run(
                () -> application.commit(chain, certificate), _ -> put(new Task.Committed(chain))));
      }
      case Effect.Report(var equivocation) -> {
        metrics.equivocations.increment();
        LOG.warn("equivocation: {}", equivocation);
        evidence.accept(equivocation);
      }
      case Effect.Stopped _ -> {
        LOG.info("consensus stopped at {}", machine);
        letGo();
        stopped.complete(null);
      }
      case Effect.Build(var parent, var evenIfEmpty) -> {
        long askedNanos = environment.nanoTime();
        buildLane.execute(() ->
            attempts.run(
                () -> application.build(parent, evenIfEmpty),
                built -> built(parent, built, askedNanos)));
      }
      case Effect.Judge(var block) -> judge(block);
      case Effect.Drop(var block) -> {
        proposedAtNanos.remove(block);
        earlyWarned.remove(block);
        buildLane.execute(() ->
            attempts.run(
                () -> {
                  application.drop(block);
                  return CompletableFuture.<Void>completedFuture(null);
                },
                _ -> {}));
      }
      case Effect.Behind(var peer, var height) -> catchUp.behind(peer, height);
      case Effect.Answered(var from, var height, var outcome) ->
          catchUp.answered(from, height, outcome);
      case Effect.SetTimer(var timer, var delayMillis) -> setTimer(timer, delayMillis);
      case Effect.StopTimer(var timer) -> stopTimer(timer);
      case Effect.Misbehaved(var peer, var what) -> wire.misbehaved(peer, what);
    }
  }

  // The machine asks about one block at a time, and must not be kept from asking about others.
  private void judge(Proposal block) {
    long earlyMillis = application.earlyMillis(block);
    if (earlyMillis <= 0) {
      judgeNow(block);
    } else if (earlyMillis <= EARLY_MILLIS) {
      environment.schedule(earlyMillis, () -> judgeNow(block));
    } else {
      if (earlyWarned.add(block.id())) {
        LOG.warn("block {} is {} ms too early by this node's clock", block.height(), earlyMillis);
      }
      environment.schedule(EARLY_MILLIS, () -> judged(block, new Judgement.NoParent()));
    }
  }

  private void judgeNow(Proposal block) {
    long askedNanos = environment.nanoTime();
    buildLane.execute(() ->
        attempts.run(
            () -> application.judge(block),
            judgement -> {
              took(askedNanos);
              judged(block, judgement);
            }));
  }

  private void took(long askedNanos) {
    long nanos = environment.nanoTime() - askedNanos;
    put(new Task.Step(new Input.Took(TimeUnit.NANOSECONDS.toMillis(nanos))));
  }

  private void judged(Proposal block, Judgement judgement) {
    if (judgement instanceof Judgement.Invalid(var reason)) {
      LOG.warn("block {} {} is invalid: {}", block.height(), block.id(), reason);
    }
    put(new Task.Step(new Input.BlockJudged(block.id(), judgement)));
  }

  private void built(BlockId parent, Optional<Built> built, long askedNanos) {
    if (built.isPresent()) {
      took(askedNanos);
    }
    put(
        new Task.Step(
            built
                .<Input>map(Input.BlockBuilt::new)
                .orElseGet(() -> new Input.NothingToBuild(parent))));
  }

  private void setTimer(Timer timer, long delayMillis) {
    stopTimer(timer);
    long number = ++alarmsSet;
    alarmNumbers.put(timer, number);
    alarms.put(timer, environment.schedule(delayMillis, () -> put(new Task.TimeUp(timer, number))));
  }

  private void stopTimer(Timer timer) {
    alarmNumbers.remove(timer);
    Alarm alarm = alarms.remove(timer);
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void fail(Throwable problem) {
    if (stopped.completeExceptionally(problem)) {
      LOG.error("consensus failed: {}", machine, problem);
      coreLane.execute(this::letGo);
      onFault.accept(problem);
    }
  }

  private void letGo() {
    alarms.values().forEach(Alarm::cancel);
    journal.close();
  }

  /** Who votes now. */
  public ValidatorSet validators() {
    return standing.set();
  }
}
