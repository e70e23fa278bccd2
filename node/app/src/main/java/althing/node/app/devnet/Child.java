package althing.node.app.devnet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One node in a process of its own, over all the lives that it is given. Its first line of output
 * announces it; its error stream goes to its log; its standard input carries what is said of links,
 * and ends with the supervisor. Safe from any thread.
 */
final class Child {

  private static final Logger LOG = LoggerFactory.getLogger(Child.class);
  private static final long STOP_SECONDS = 30;
  private static final int MAX_LINE = 1 << 16;

  private final int number;
  private final Supplier<List<String>> command;
  private final NodeLog log;

  private NodeState state = NodeState.STOPPED;
  private @Nullable Process process;
  private @Nullable Announced announced;

  /**
   * @param command of one life; asked before each
   */
  Child(int number, NodeLog log, Supplier<List<String>> command) {
    this.number = number;
    this.log = log;
    this.command = command;
  }

  int number() {
    return number;
  }

  NodeLog log() {
    return log;
  }

  synchronized NodeState state() {
    return state;
  }

  /** What it last announced, in this life or an earlier one. */
  synchronized Optional<Announced> announced() {
    return Optional.ofNullable(announced);
  }

  /** Of its process, while that is alive. */
  synchronized Optional<Long> pid() {
    return process == null || !process.isAlive() ? Optional.empty() : Optional.of(process.pid());
  }

  /** Of a process that has ended. */
  synchronized OptionalInt exitCode() {
    return process == null || process.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.exitValue());
  }

  /**
   * Begins a life.
   *
   * @param first lines for its standard input
   */
  synchronized void start(List<String> first) throws IOException {
    if (state.isAlive()) {
      throw new IllegalStateException("node %d is %s".formatted(number, state.text()));
    }
    log.begin();
    Process life =
        new ProcessBuilder(command.get())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
            .start();
    process = life;
    state = NodeState.STARTING;
    for (String line : first) {
      tell(line);
    }
    Thread.ofVirtual().name("node-" + number).start(() -> follow(life));
  }

  /** Writes a line to the standard input of a process that is alive; what is dead misses it. */
  synchronized void tell(String line) {
    if (process == null || !state.isAlive()) {
      return;
    }
    try {
      Writer in = process.outputWriter(StandardCharsets.US_ASCII);
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      LOG.debug("node {} does not read: {}", number, e.getMessage());
    }
  }

  /** {@code kill -9}; returns when the process is gone. */
  void kill() throws InterruptedException {
    end(NodeState.KILLED);
  }

  /** SIGTERM, and {@code kill -9} when that was not enough; returns when the process is gone. */
  void stop() throws InterruptedException {
    end(NodeState.STOPPED);
  }

  private void end(NodeState wanted) throws InterruptedException {
    Process life;
    synchronized (this) {
      life = process;
      if (life == null || !state.isAlive()) {
        return;
      }
      state = NodeState.STOPPING;
    }
    if (wanted == NodeState.STOPPED) {
      life.destroy();
      if (!life.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("node {} did not stop within {} s and is killed", number, STOP_SECONDS);
      }
    }
    life.destroyForcibly();
    life.waitFor();
    synchronized (this) {
      if (life.equals(process)) {
        state = wanted;
        notifyAll();
      }
    }
  }

  /**
   * Waits until the node answers.
   *
   * @return whether it does; else it has ended, or the time is over
   */
  synchronized boolean awaitRunning(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (state == NodeState.STARTING) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return state == NodeState.RUNNING;
  }

  /** Waits for a node that ends by itself. */
  synchronized boolean awaitDead(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (state != NodeState.DEAD) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Reads what the process says, until it ends. */
  private void follow(Process life) {
    try (BufferedReader out = life.inputReader(StandardCharsets.UTF_8)) {
      for (Optional<String> line = line(out); line.isPresent(); line = line(out)) {
        hear(life, line.get());
      }
    } catch (IOException e) {
      LOG.debug("node {}: {}", number, e.getMessage());
    }
    try {
      life.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (life.equals(process) && state != NodeState.STOPPING && state.isAlive()) {
        state = NodeState.DEAD;
        notifyAll();
      }
    }
  }

  private synchronized void hear(Process life, String line) {
    if (life.equals(process) && state == NodeState.STARTING && line.startsWith("{")) {
      try {
        announced = Announced.of(JsonMapper.shared().readTree(line));
        state = NodeState.RUNNING;
        notifyAll();
        return;
      } catch (JacksonException e) {
        LOG.debug("node {} announced no JSON: {}", number, e.getOriginalMessage());
      }
    }
    LOG.warn("node {} says: {}", number, line);
  }

  /** The next line, cut off behind {@link #MAX_LINE} characters; empty at the end. */
  private static Optional<String> line(BufferedReader out) throws IOException {
    var line = new StringBuilder();
    for (int next = out.read(); next >= 0; next = out.read()) {
      if (next == '\n') {
        return Optional.of(line.toString());
      }
      if (line.length() < MAX_LINE) {
        line.append((char) next);
      }
    }
    return Optional.empty();
  }
}
