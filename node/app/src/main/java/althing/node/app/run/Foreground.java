package althing.node.app.run;

import althing.node.app.CommandFailure;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a node in the foreground until a signal or a fault ends it. */
public final class Foreground {

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

  private final RunningNode node;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Foreground(RunningNode node) {
    this.node = node;
  }

  /**
   * Waits. SIGINT and SIGTERM stop the node cleanly and end the process with exit code 0.
   *
   * @throws CommandFailure when something went wrong and the node was stopped because of it
   */
  public static void run(RunningNode node) {
    new Foreground(node).await();
  }

  private void await() {
    var stopping = new Thread(this::stopOnSignal, "stop");
    Runtime.getRuntime().addShutdownHook(stopping);
    Thread.setDefaultUncaughtExceptionHandler((thread, problem) -> {
      LOG.error("thread {} failed", thread.getName(), problem);
      node.fault().complete(problem);
    });
    try {
      Throwable problem = node.fault().get();
      LOG.error("the node stops", problem);
      node.close();
      ended.countDown();
      throw CommandFailure.failed("the node stopped: " + problem);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the wait for the node's end was broken off", e);
    }
  }

  /** The virtual machine goes down anyway; a clean stop is no failure, so it goes with 0. */
  private void stopOnSignal() {
    if (ended.getCount() == 0) {
      return;
    }
    node.close();
    Runtime.getRuntime().halt(0);
  }
}
