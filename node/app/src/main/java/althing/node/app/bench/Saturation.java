package althing.node.app.bench;

import althing.node.app.CommandFailure;
import althing.node.app.client.RpcClient;
import althing.node.app.terminal.ProgressBar;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Throughput: all lanes send at once while a follower reads every block's receipts. What is counted
 * is the receipts that came back between the end of the warm-up and the end of the run.
 */
final class Saturation {

  /**
   * @param durationSeconds what is measured, after the warm-up
   * @param batch transactions in one request
   */
  record Settings(URI url, int durationSeconds, int warmUpSeconds, int batch, Pace pace) {}

  /**
   * @param seconds one entry for each second, warm-up included
   * @param measuredSeconds how long was measured; shorter than asked for when transactions ran out
   * @param confirmed receipts with status 1 in the measured time
   * @param latencyMicros submission to receipt of those and of the warm-up's
   * @param cpuMillis processor time of the node in the measured time, 0 when it is not watched
   * @param lastRefusal words of the newest refusal, empty if there was none
   */
  record Result(
      List<Second> seconds,
      double measuredSeconds,
      long confirmed,
      long failed,
      long rejected,
      boolean ranOut,
      Histogram latencyMicros,
      long cpuMillis,
      String lastRefusal) {}

  private final Settings settings;
  private final List<Lane> lanes;
  private final @Nullable TargetProcess target;
  private final Tracker tracker;
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  Saturation(Settings settings, List<Lane> lanes, @Nullable TargetProcess target) {
    this.settings = settings;
    this.lanes = lanes;
    this.target = target;
    this.tracker = new Tracker(lanes);
  }

  /**
   * @param firstHeight the first block whose receipts may be of this run
   */
  Result run(long firstHeight) {
    var clients = new ArrayList<RpcClient>();
    var threads = new ArrayList<Thread>();
    try {
      var submitters = new ArrayList<Submitter>();
      for (Lane lane : lanes) {
        var client = new RpcClient(settings.url());
        clients.add(client);
        submitters.add(
            new Submitter(client, lane, tracker, settings.pace(), settings.batch(), running::get));
      }
      var followerClient = new RpcClient(settings.url());
      clients.add(followerClient);
      var follower = new ReceiptFollower(followerClient, tracker, firstHeight, running::get);
      threads.add(start("bench-receipts", follower));
      for (int i = 0; i < submitters.size(); i++) {
        threads.add(start("bench-lane-" + i, submitters.get(i)));
      }
      return watch(submitters, follower);
    } finally {
      running.set(false);
      threads.forEach(Saturation::join);
      clients.forEach(RpcClient::close);
    }
  }

  private Result watch(List<Submitter> submitters, ReceiptFollower follower) {
    int total = settings.warmUpSeconds() + settings.durationSeconds();
    var seconds = new ArrayList<Second>();
    long start = System.nanoTime();
    var before = Snapshot.of(tracker, follower, target);
    var measuredFrom = before;
    boolean ranOut = false;
    try (var progress = ProgressBar.of("seconds of load", total)) {
      for (int second = 1; second <= total && !ranOut; second++) {
        parkUntil(start + second * 1_000_000_000L);
        RuntimeException broken = failure.get();
        if (broken != null) {
          throw broken;
        }
        var now = Snapshot.of(tracker, follower, target);
        seconds.add(now.since(before, second, second > settings.warmUpSeconds()));
        before = now;
        if (second == settings.warmUpSeconds()) {
          measuredFrom = now;
        }
        ranOut = submitters.stream().allMatch(Submitter::isSpent);
        progress.at(second);
      }
    }
    String refusal =
        submitters.stream()
            .map(Submitter::lastRefusal)
            .filter(s -> !s.isEmpty())
            .findAny()
            .orElse("");
    return new Result(
        seconds,
        (before.nanos() - measuredFrom.nanos()) / 1e9,
        before.confirmed() - measuredFrom.confirmed(),
        tracker.failed(),
        tracker.rejected(),
        ranOut,
        tracker.latencyMicros(),
        before.cpuMillis() - measuredFrom.cpuMillis(),
        refusal);
  }

  private Thread start(String name, Runnable work) {
    return Thread.ofPlatform()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            if (running.get()) {
              failure.compareAndSet(null, e);
            }
          }
        });
  }

  private static void parkUntil(long nanos) {
    while (true) {
      long left = nanos - System.nanoTime();
      if (left <= 0) {
        return;
      }
      if (Thread.interrupted()) {
        throw CommandFailure.failed("interrupted");
      }
      LockSupport.parkNanos(left);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All counters at one moment. */
  private record Snapshot(
      long nanos,
      long submitted,
      long confirmed,
      long rejected,
      long blocks,
      long outstanding,
      long cpuMillis,
      long residentKiB) {

    static Snapshot of(Tracker tracker, ReceiptFollower follower, @Nullable TargetProcess target) {
      return new Snapshot(
          System.nanoTime(),
          tracker.submitted(),
          tracker.confirmed(),
          tracker.rejected(),
          follower.blocks(),
          tracker.outstanding(),
          target == null ? 0 : target.cpuMillis(),
          target == null ? 0 : target.residentKiB());
    }

    Second since(Snapshot before, int second, boolean measured) {
      return new Second(
          second,
          measured,
          submitted - before.submitted,
          confirmed - before.confirmed,
          outstanding,
          rejected - before.rejected,
          blocks - before.blocks,
          cpuMillis - before.cpuMillis,
          residentKiB,
          TargetProcess.loadAverage().orElse("?"));
    }
  }
}
