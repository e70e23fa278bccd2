package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.node.app.CommandFailure;
import althing.node.app.Waiting;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, started, killed, stopped, started again, told of their links. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SupervisorTest {

  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir Path directory;

  private List<StubNode> stubs;
  private Supervisor supervisor;
  private final List<Long> progress = new ArrayList<>();

  @BeforeEach
  void layOut() {
    stubs = Stream.of(0, 1, 2).map(number -> StubNode.in(directory, number)).toList();
    supervisor = supervise(stubs.stream().map(StubNode::child).toList());
  }

  @AfterEach
  void end() {
    supervisor.close();
  }

  private static Supervisor supervise(List<Child> children) {
    return new Supervisor(children, new LinkPlan(children.size(), node -> "key" + node));
  }

  private List<NodeState> states() {
    return supervisor.children().stream().map(Child::state).toList();
  }

  @Test
  void all_nodes_run_and_all_end_when_it_is_closed() throws Exception {
    supervisor.startAll(progress::add);
    assertThat(states()).containsOnly(NodeState.RUNNING);
    assertThat(progress.getLast()).isEqualTo(3);
    assertThat(supervisor.children().getFirst().announced())
        .contains(new Announced("http://127.0.0.1:1", "ws://127.0.0.1:1", 7));
    List<ProcessHandle> processes = processes();

    supervisor.close();
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(states()).containsOnly(NodeState.STOPPED);
    assertThatThrownBy(() -> supervisor.start(0)).hasMessage("the devnet is stopping");
  }

  @Test
  void a_killed_node_starts_again_and_the_others_go_on() throws Exception {
    supervisor.startAll(progress::add);
    List<ProcessHandle> before = processes();

    supervisor.kill(1);
    assertThat(before.get(1).isAlive()).isFalse();
    assertThat(states()).containsExactly(NodeState.RUNNING, NodeState.KILLED, NodeState.RUNNING);
    assertThatThrownBy(() -> supervisor.kill(1))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("node 1 is killed already");
    assertThatThrownBy(() -> supervisor.start(0)).hasMessage("node 0 is running already");

    supervisor.start(1);
    supervisor.stop(2);
    assertThat(states()).containsExactly(NodeState.RUNNING, NodeState.RUNNING, NodeState.STOPPED);
    List<ProcessHandle> after = processes();
    assertThat(after.getFirst()).isEqualTo(before.getFirst());
    assertThat(after.get(1)).isNotEqualTo(before.get(1));
    assertThat(Files.readString(stubs.get(1).log())).isEqualTo("begun\nbegun\n");
    assertThatThrownBy(() -> supervisor.kill(3)).hasMessage("there is no node 3: they are 0 to 2");
  }

  @Test
  void a_node_that_dies_is_shown_dead_with_its_last_words_and_the_others_go_on() throws Exception {
    StubNode stub = stubs.get(1);
    Child mortal =
        stub.child(stub.announcement() + "read line; echo the disk is on fire >&2; exit 3");
    supervisor = supervise(List.of(stubs.getFirst().child(), mortal, stubs.get(2).child()));
    supervisor.startAll(progress::add);

    mortal.tell("go");
    assertThat(mortal.awaitDead(PATIENCE_MILLIS)).isTrue();
    assertThat(mortal.exitCode()).hasValue(3);
    assertThat(states()).containsExactly(NodeState.RUNNING, NodeState.DEAD, NodeState.RUNNING);
    try (var poll = new StatusPoll(supervisor)) {
      assertThat(poll.ask().get(1).note()).isEqualTo("exit code 3: the disk is on fire");
      assertThat(poll.ask().getFirst().vitals()).isEmpty();
    }
    supervisor.start(1);
    assertThat(mortal.state()).isEqualTo(NodeState.RUNNING);
  }

  @Test
  void a_node_that_does_not_come_up_is_named_with_its_last_words() {
    Child unable = stubs.get(1).child("echo no room on the disk >&2; exit 1");
    supervisor = supervise(List.of(stubs.getFirst().child(), unable));
    assertThatThrownBy(() -> supervisor.startAll(progress::add))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("node 1 ended with exit code 1: no room on the disk (its log is ")
        .hasMessageContaining("node-1/node.log");
  }

  @Test
  void links_are_told_at_once_and_again_to_a_node_that_starts_again() throws Exception {
    supervisor.startAll(progress::add);
    supervisor.partition(List.of(List.of(0), List.of(1, 2)));
    assertTold(0, List.of("link key1 cut", "link key2 cut"));
    assertTold(1, List.of("link key0 cut", "link key2 open"));
    assertThat(supervisor.linksOf(2)).isEqualTo("cut off from 0");

    supervisor.kill(1);
    supervisor.slow(2, 40);
    supervisor.start(1);
    assertTold(
        1, List.of("link key0 cut", "link key2 open", "link key0 cut", "link key2 delay 40"));

    supervisor.heal();
    assertThat(supervisor.linksOf(2)).isEmpty();
    Waiting.until("healed", () -> stubs.getFirst().told().size() >= 7);
    assertThat(stubs.getFirst().told()).endsWith("link key1 open", "link key2 open");

    assertThatThrownBy(() -> supervisor.slow(7, 1)).isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> supervisor.partition(List.of(List.of(9))))
        .hasMessage("there is no node 9");
  }

  /**
   * The children see the end of their standard input, which is all they hear of a {@code kill -9}.
   */
  @Test
  void when_the_supervisor_is_killed_its_nodes_end_themselves() throws Exception {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            SupervisorProcess.class.getName(),
            directory.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectError(directory.resolve("supervisor.log").toFile())
            .start();
    List<ProcessHandle> nodes;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String pids = out.readLine();
      assertThat(pids).as(Files.readString(directory.resolve("supervisor.log"))).isNotNull();
      nodes = handles(pids);
      assertThat(nodes).hasSize(2).allMatch(ProcessHandle::isAlive);
    } finally {
      process.destroyForcibly();
    }
    for (ProcessHandle node : nodes) {
      node.onExit().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
    assertThat(Files.readString(directory.resolve("node-1").resolve("node.log")))
        .contains("the standard input has ended, so the node stops")
        .contains("stopped at height");
  }

  private List<ProcessHandle> processes() {
    return supervisor.children().stream()
        .flatMap(child -> child.pid().stream())
        .map(pid -> ProcessHandle.of(pid).orElseThrow())
        .toList();
  }

  private static List<ProcessHandle> handles(String pids) {
    return Stream.of(pids.split(" ", -1))
        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
        .toList();
  }

  private void assertTold(int node, List<String> lines) {
    StubNode stub = stubs.get(node);
    Waiting.until("node " + node + " is told", () -> stub.told().size() >= lines.size());
    assertThat(stub.told()).isEqualTo(lines);
  }
}
