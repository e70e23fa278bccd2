package althing.node.core.engine;

import althing.consensus.Application;
import althing.consensus.Application.Built;
import althing.consensus.Engine;
import althing.consensus.Proposal;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateScheme;
import althing.consensus.certificate.CommitVote;
import althing.consensus.single.Effect;
import althing.consensus.single.Input;
import althing.consensus.single.SingleEngine;
import althing.consensus.single.SingleState;
import althing.consensus.single.SingleState.Phase;
import althing.consensus.single.SingleState.Settings;
import althing.node.core.Environment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code single} engine with a lane that builds, a lane that commits, and a timer. Inputs are
 * stepped one at a time on whatever thread brings them; a step only hands work to the lanes.
 */
public final class SingleEngineRunner implements Engine {

  private static final Logger LOG = LoggerFactory.getLogger(SingleEngineRunner.class);

  private final Application application;
  private final CertificateScheme scheme;
  private final Settings settings;
  private final Environment environment;
  private final Executor buildLane;
  private final Executor commitLane;
  private final Consumer<Throwable> onFault;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Attempts attempts = new Attempts(this::fail);

  private volatile @Nullable SingleState state;
  private long heartbeatAtNanos;
  private boolean alarmSet;

  /**
   * @param onFault told once what stopped the engine, if it is not {@link #stop}
   */
  public SingleEngineRunner(
      Application application,
      CertificateScheme scheme,
      Settings settings,
      Environment environment,
      Consumer<Throwable> onFault) {
    this.application = application;
    this.scheme = scheme;
    this.settings = settings;
    this.environment = environment;
    this.onFault = onFault;
    buildLane = environment.lane("build");
    commitLane = environment.lane("commit");
  }

  @Override
  public synchronized void start() {
    if (state != null) {
      throw new IllegalStateException("the engine was started before");
    }
    state = SingleState.at(application.head(), settings);
    on(new Input.Started());
  }

  @Override
  public void workArrived() {
    SingleState now = state;
    // Another build is sure to follow the one under way.
    if (now != null && !(now.building() && now.work())) {
      on(new Input.WorkArrived());
    }
  }

  @Override
  public CompletionStage<Void> stop() {
    if (state == null) {
      stopped.complete(null);
    } else {
      on(new Input.StopRequested());
    }
    return stopped;
  }

  private synchronized void on(Input input) {
    SingleState before = state;
    if (before == null || stopped.isDone()) {
      return;
    }
    try {
      SingleEngine.Step step = SingleEngine.step(before, input);
      step.state().check();
      state = step.state();
      step.effects().forEach(this::perform);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Build build ->
          buildLane.execute(() ->
              attempts.run(
                  () -> application.build(build.parent(), build.evenIfEmpty()), this::built));
      case Effect.Commit commit ->
          commitLane.execute(() ->
              attempts.run(
                  () -> application.commit(commit.chain(), certify(commit.vote())),
                  _ -> committed(commit.chain())));
      case Effect.SetHeartbeat(var delayMillis) -> {
        heartbeatAtNanos = environment.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMillis);
        setAlarm(delayMillis);
      }
      case Effect.Stopped _ -> {
        LOG.info("engine stopped at height {}", current().tipHeight());
        stopped.complete(null);
      }
    }
  }

  private void built(Optional<Built> built) {
    on(built.<Input>map(Input.BlockBuilt::new).orElseGet(Input.NothingToBuild::new));
  }

  private void committed(List<Proposal> chain) {
    LOG.debug("committed {} blocks up to {}", chain.size(), chain.getLast().height());
    on(new Input.ChainCommitted());
  }

  private Certificate certify(CommitVote vote) {
    return scheme.assemble(vote, new TreeMap<>(Map.of(0, scheme.sign(vote))));
  }

  // One alarm is set at a time: most blocks only move the hour it is measured against.
  private void setAlarm(long delayMillis) {
    if (!alarmSet) {
      alarmSet = true;
      environment.schedule(delayMillis, this::onAlarm);
    }
  }

  private synchronized void onAlarm() {
    alarmSet = false;
    long leftNanos = heartbeatAtNanos - environment.nanoTime();
    if (leftNanos > 0) {
      setAlarm(TimeUnit.NANOSECONDS.toMillis(leftNanos) + 1);
    } else {
      on(new Input.HeartbeatDue());
    }
  }

  private synchronized void fail(Throwable problem) {
    if (stopped.completeExceptionally(problem)) {
      LOG.error("engine failed in state {}", state, problem);
      onFault.accept(problem);
    }
  }

  private SingleState current() {
    SingleState now = state;
    if (now == null || now.phase() == Phase.NEW) {
      throw new IllegalStateException("the engine was not started");
    }
    return now;
  }
}
