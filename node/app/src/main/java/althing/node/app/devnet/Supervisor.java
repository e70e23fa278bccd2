package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the nodes of a devnet as processes, does to them what it is told, and ends them all when
 * it is closed. A node that dies is left dead, and the others go on. Safe from any thread.
 */
final class Supervisor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final long START_MILLIS = 120_000;
  private static final long GLANCE_MILLIS = 200;

  private final List<Child> children;
  private final LinkPlan links;
  private boolean closed;

  Supervisor(List<Child> children, LinkPlan links) {
    this.children = List.copyOf(children);
    this.links = links;
  }

  List<Child> children() {
    return children;
  }

  /**
   * Starts all nodes and waits until each answers.
   *
   * @param progress told how many do
   * @throws CommandFailure when one ends before it answers, or does not answer in time
   */
  void startAll(LongConsumer progress) throws InterruptedException {
    for (Child child : children) {
      begin(child);
    }
    long deadline = System.nanoTime() + START_MILLIS * 1_000_000;
    while (true) {
      long running = children.stream().filter(Supervisor::isRunning).count();
      progress.accept(running);
      for (Child child : children) {
        if (!child.state().isAlive()) {
          throw didNotStart(child);
        }
      }
      if (running == children.size()) {
        return;
      }
      for (Child late : children) {
        if (!late.awaitRunning(GLANCE_MILLIS) && System.nanoTime() > deadline) {
          throw didNotStart(late);
        }
      }
    }
  }

  /** Ends a node as {@code kill -9} does. */
  void kill(int number) throws InterruptedException {
    requireAlive(number).kill();
  }

  /** Ends a node as SIGTERM does. */
  void stop(int number) throws InterruptedException {
    requireAlive(number).stop();
  }

  /** Starts a node that has ended, and waits until it answers. */
  void start(int number) throws InterruptedException {
    Child child = child(number);
    begin(child);
    if (!child.awaitRunning(START_MILLIS)) {
      throw didNotStart(child);
    }
  }

  /** Cuts the links between groups of nodes; those in no group make up one more. */
  void partition(List<List<Integer>> groups) {
    changeLinks(() -> links.partition(groups));
  }

  /** Makes messages from a node and to it later. */
  void slow(int number, long millis) {
    child(number);
    changeLinks(() -> links.slow(number, millis));
  }

  /** Undoes what was done to links. */
  void heal() {
    changeLinks(links::heal);
  }

  /** What is done to a node's links; empty when nothing is. */
  String linksOf(int number) {
    synchronized (links) {
      return links.describe(number);
    }
  }

  /** Ends all nodes at once, as SIGTERM does, and waits for them. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    var stops = new ArrayList<Thread>();
    for (Child child : children) {
      stops.add(Thread.ofPlatform().name("stop-" + child.number()).start(() -> stopQuietly(child)));
    }
    try {
      for (Thread stop : stops) {
        stop.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stopQuietly(Child child) {
    try {
      child.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Child child) {
    synchronized (this) {
      if (closed) {
        throw CommandFailure.failed("the devnet is stopping");
      }
      if (child.state().isAlive()) {
        throw CommandFailure.failed(
            "node %d is %s already".formatted(child.number(), child.state().text()));
      }
      try {
        synchronized (links) {
          child.start(links.changesFor(child.number()));
        }
      } catch (IOException e) {
        throw CommandFailure.failed(
            "cannot start node %d: %s".formatted(child.number(), e.getMessage()));
      }
    }
    LOG.info("node {} is started", child.number());
  }

  private void changeLinks(Runnable change) {
    synchronized (links) {
      change.run();
      for (Child child : children) {
        links.linesFor(child.number()).forEach(child::tell);
      }
    }
  }

  private Child requireAlive(int number) {
    Child child = child(number);
    NodeState state = child.state();
    if (!state.isAlive()) {
      throw CommandFailure.failed("node %d is %s already".formatted(number, state.text()));
    }
    return child;
  }

  private Child child(int number) {
    if (number < 0 || number >= children.size()) {
      throw CommandFailure.usage(
          "there is no node %d: they are 0 to %d".formatted(number, children.size() - 1));
    }
    return children.get(number);
  }

  private static boolean isRunning(Child child) {
    return child.state() == NodeState.RUNNING;
  }

  private static CommandFailure didNotStart(Child child) {
    String last = child.log().lastLine();
    String how =
        child.exitCode().isPresent()
            ? "ended with exit code " + child.exitCode().getAsInt()
            : "did not answer within %d s".formatted(START_MILLIS / 1_000);
    return CommandFailure.failed(
        "node %d %s%s (its log is %s)"
            .formatted(child.number(), how, last.isEmpty() ? "" : ": " + last, child.log().file()));
  }
}
