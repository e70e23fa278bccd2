package althing.node.app.devnet;

import althing.genesis.Engine;
import althing.genesis.key.NodeKey;
import althing.node.app.CommandFailure;
import althing.node.app.key.DevNodes;
import althing.node.app.run.NodeOptions;
import althing.node.app.terminal.OutputOptions;
import althing.node.app.terminal.ProgressBar;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A devnet of several validators, each in a process of its own, under a {@link Supervisor}. */
final class SeveralNodes {

  private static final String LOOPBACK = "127.0.0.1";
  private static final long LEFTOVER_SECONDS = 30;

  private final DevnetLayout layout;
  private final NodeOptions options;
  private final OutputOptions output;
  private final AtomicBoolean ended = new AtomicBoolean();

  SeveralNodes(DevnetLayout layout, NodeOptions options, OutputOptions output) {
    this.layout = layout;
    this.options = options;
    this.output = output;
  }

  /**
   * Runs until SIGINT or SIGTERM ends the process, and all nodes with it.
   *
   * @param begin how the chain begins if there is none yet
   */
  void run(DevnetGenesis begin) {
    try (FileChannel lockFile = openLockFile();
        FileLock _ = lock(lockFile)) {
      awaitLeftovers();
      DevnetPlan plan = plan(begin);
      var supervisor = supervisor(plan);
      try (var poll = new StatusPoll(supervisor);
          var control = ControlServer.start(supervisor, poll)) {
        runSupervised(supervisor, poll, control, plan);
      } finally {
        supervisor.close();
        ended.set(true);
        Files.deleteIfExists(layout.control());
      }
    } catch (IOException e) {
      throw CommandFailure.failed("the devnet in %s: %s".formatted(layout.directory(), e));
    } catch (InterruptedException e) {
      throw new IllegalStateException("the devnet's wait for its end was broken off", e);
    }
  }

  private void runSupervised(
      Supervisor supervisor, StatusPoll poll, ControlServer control, DevnetPlan plan)
      throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOnSignal(supervisor), "stop"));
    try (var progress = ProgressBar.of("nodes answer", plan.validators())) {
      supervisor.startAll(progress::at);
    }
    control.file().write(layout.control());
    DevnetReport report = report(supervisor, plan);
    output.line(report.facts(), report.text());
    if (output.json()) {
      Thread.sleep(Long.MAX_VALUE);
    }
    new Console(poll, System.err, Boolean.getBoolean("althing.terminal")).run();
  }

  /** The virtual machine goes down anyway; a clean stop is no failure, so it goes with 0. */
  private void stopOnSignal(Supervisor supervisor) {
    if (ended.get()) {
      return;
    }
    supervisor.close();
    try {
      Files.deleteIfExists(layout.control());
    } catch (IOException e) {
      System.err.println("althing: " + e);
    }
    Runtime.getRuntime().halt(0);
  }

  private FileChannel openLockFile() throws IOException {
    Files.createDirectories(layout.directory());
    return FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private FileLock lock(FileChannel file) throws IOException {
    try {
      @Nullable FileLock lock = file.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException _) {
      // Another devnet in this process, which is refused as one in another is.
    }
    throw CommandFailure.failed("a devnet runs in %s already".formatted(layout.directory()));
  }

  /** The nodes of a supervisor that was killed stop by themselves, a moment later. */
  private void awaitLeftovers() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEFTOVER_SECONDS);
    while (true) {
      try {
        DevnetFiles.requireUnused(layout);
        return;
      } catch (CommandFailure e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  private DevnetPlan plan(DevnetGenesis begin) throws IOException {
    if (layout.holdsSeveral() && !layout.holdsRemains()) {
      DevnetPlan plan = DevnetPlan.read(layout.plan());
      DevnetPlan current = plan.withPorts(LoopbackPorts.free(plan.ports()));
      if (!current.equals(plan)) {
        current.write(layout.plan());
      }
      return current;
    }
    int count = begin.validators();
    int each = begin.engine() == Engine.RAFT ? 2 : 1;
    List<Integer> ports = LoopbackPorts.free(Collections.nCopies(each * count, 0));
    return new Founding(layout)
        .found(begin, ports.subList(0, count), ports.subList(count, ports.size()));
  }

  private Supervisor supervisor(DevnetPlan plan) {
    JavaCommand java = JavaCommand.ofThisProcess();
    List<NodeKey> keys = new ArrayList<>();
    for (int node = 0; node < plan.validators(); node++) {
      keys.add(DevNodes.key(node));
    }
    var children = new ArrayList<Child>();
    for (int node = 0; node < plan.validators(); node++) {
      int number = node;
      var log = new NodeLog(layout.node(node).resolve("node.log"));
      children.add(
          new Child(
              node,
              log,
              () -> java.althing(arguments(number, rpcPort(children.get(number)), plan, keys))));
    }
    return new Supervisor(
        children,
        new LinkPlan(plan.validators(), node -> keys.get(node).publicKey().toHex().substring(2)));
  }

  /** A node keeps the port that it took in its first life. */
  private int rpcPort(Child child) {
    return child
        .announced()
        .map(announced -> URI.create(announced.rpcUrl()).getPort())
        .orElse(options.rpcPort() == 0 ? 0 : options.rpcPort() + child.number());
  }

  private List<String> arguments(int node, int rpcPort, DevnetPlan plan, List<NodeKey> keys) {
    var words = new ArrayList<>(List.of("node", "--json", "--stop-with-stdin"));
    words.addAll(List.of("--data-dir", layout.node(node).toString()));
    words.addAll(List.of("--dev-node", Integer.toString(node)));
    words.addAll(options.words());
    words.addAll(List.of("--rpc-port", Integer.toString(rpcPort)));
    words.addAll(List.of("--p2p-host", LOOPBACK));
    words.addAll(List.of("--p2p-port", Integer.toString(plan.p2pPorts().get(node))));
    for (int peer = 0; peer < plan.validators(); peer++) {
      if (peer != node) {
        words.addAll(List.of("--peer", p2p(peer, plan, keys.get(peer))));
      }
    }
    words.addAll(raft(node, plan, keys));
    // A node whose data somebody took away begins anew.
    if (!Files.exists(layout.node(node).resolve("db")) && Files.exists(layout.genesis())) {
      words.addAll(List.of("--genesis", layout.genesis().toString()));
    }
    return words;
  }

  private static List<String> raft(int node, DevnetPlan plan, List<NodeKey> keys) {
    List<Integer> ports = plan.raftPorts();
    var words = new ArrayList<String>();
    for (int member = 0; member < ports.size(); member++) {
      if (member == node) {
        words.addAll(List.of("--raft-listen", LOOPBACK + ":" + ports.get(member)));
      } else {
        words.addAll(List.of("--raft-member", address(ports.get(member), keys.get(member))));
      }
    }
    return words;
  }

  private static String p2p(int node, DevnetPlan plan, NodeKey key) {
    return address(plan.p2pPorts().get(node), key);
  }

  private static String address(int port, NodeKey key) {
    return "%s:%d#%s".formatted(LOOPBACK, port, key.publicKey().toHex().substring(2));
  }

  private DevnetReport report(Supervisor supervisor, DevnetPlan plan) {
    List<Map<String, Object>> nodes = new ArrayList<>();
    Announced first = announced(supervisor.children().getFirst());
    var report =
        new DevnetReport(
            first.rpcUrl(),
            first.webSocketUrl(),
            layout.directory().toAbsolutePath().toString(),
            first.height(),
            plan.epochSeconds());
    for (Child child : supervisor.children()) {
      NodeKey key = DevNodes.key(child.number());
      Announced announced = announced(child);
      var node = new LinkedHashMap<String, Object>();
      node.put("rpcUrl", announced.rpcUrl());
      node.put("webSocketUrl", announced.webSocketUrl());
      node.put("nodeKey", key.publicKey().toHex());
      node.put("p2p", p2p(child.number(), plan, key));
      child.pid().ifPresent(pid -> node.put("pid", pid));
      node.put("dataDir", layout.node(child.number()).toAbsolutePath().toString());
      nodes.add(node);
      report.line("Node " + child.number(), announced.rpcUrl());
    }
    return report
        .fact("nodes", nodes)
        .line("Commands", "althing devnet kill|stop|start|partition|slow|heal|status");
  }

  private static Announced announced(Child child) {
    return child
        .announced()
        .orElseThrow(() -> CommandFailure.failed("node %d has died".formatted(child.number())));
  }
}
