package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.node.app.Cli;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever shows the token is obeyed, nobody else. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControlServerTest {

  @TempDir Path directory;

  private Supervisor supervisor;
  private StatusPoll poll;
  private ControlServer server;
  private DevnetLayout layout;

  @BeforeEach
  void start() throws InterruptedException {
    layout = new DevnetLayout(directory);
    var children = List.of(StubNode.in(directory, 0).child(), StubNode.in(directory, 1).child());
    supervisor = new Supervisor(children, new LinkPlan(2, node -> "key" + node));
    supervisor.startAll(_ -> {});
    poll = new StatusPoll(supervisor);
    server = ControlServer.start(supervisor, poll);
    server.file().write(layout.control());
  }

  @AfterEach
  void stop() {
    server.close();
    poll.close();
    supervisor.close();
  }

  private Cli.Result devnet(String... words) {
    var arguments = new ArrayList<>(List.of("devnet"));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--data-dir", directory.toString()));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private NodeState stateOf(int node) {
    return supervisor.children().get(node).state();
  }

  @Test
  void the_commands_do_what_they_say() {
    assertThat(devnet("kill", "1").out()).isEqualTo("killed: node 1\n");
    assertThat(stateOf(1)).isEqualTo(NodeState.KILLED);
    assertThat(devnet("kill", "1").err()).contains("node 1 is killed already");
    assertThat(devnet("start", "1").out()).isEqualTo("started: node 1\n");
    assertThat(devnet("stop", "0,1").out()).isEqualTo("stopped: node 0, node 1\n");
    assertThat(stateOf(0)).isEqualTo(NodeState.STOPPED);
    assertThat(devnet("start", "0", "1").exitCode()).isZero();
    assertThat(devnet("partition", "0", "1").out())
        .isEqualTo("node 0: cut off from 1\nnode 1: cut off from 0\n");
    assertThat(devnet("slow", "1", "--ms", "30").out()).contains("slow by 30 ms");
    var status = devnet("status", "--json").json();
    assertThat(status.get(1).path("state").asString()).isEqualTo("running");
    assertThat(status.get(1).path("note").asString()).isEqualTo("cut off from 0, slow by 30 ms");
    assertThat(devnet("status").out()).contains("node  state", "   1  running");
    assertThat(devnet("heal", "--json").json().path("done").asString())
        .isEqualTo("all links are whole");
  }

  @Test
  void what_cannot_be_done_is_said_in_words_and_changes_nothing() {
    assertThat(devnet("kill", "7").err()).contains("there is no node 7: they are 0 to 1");
    assertThat(devnet("kill", "x").err()).contains("'x' names no nodes");
    assertThat(devnet("kill").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(devnet("partition", "0,1", "1").err()).contains("node 1 is named twice");
    assertThat(devnet("slow", "0", "--ms", "-1").err()).contains("millis: 0 to 300000");
    assertThat(List.of(stateOf(0), stateOf(1))).containsOnly(NodeState.RUNNING);
    assertThat(supervisor.linksOf(0)).isEmpty();
  }

  @Test
  void the_file_is_its_owners_alone_and_a_stale_one_is_replaced() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.control())))
        .isEqualTo("rw-------");
    new ControlFile(1, "stale").write(layout.control());
    server.file().write(layout.control());
    assertThat(ControlFile.read(layout.control())).isEqualTo(server.file());
    assertThat(server.file().token()).hasSize(64);
  }

  @Test
  void without_the_token_nothing_is_done() {
    String token = server.file().token();
    String other = (token.startsWith("0") ? "1" : "0") + token.substring(1);
    for (String wrong : List.of(other, "", token.substring(1), token + "0")) {
      var stranger = new ControlClient(new ControlFile(server.file().port(), wrong));
      ControlAnswer answer = stranger.ask("kill", List.of(0), null, null);
      assertThat(answer.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(answer.text()).isEqualTo("token: not the one of this devnet");
    }
    assertThat(stateOf(0)).isEqualTo(NodeState.RUNNING);
  }

  @Test
  void what_is_no_request_is_refused_and_read_no_further_than_a_request_is_long()
      throws IOException {
    assertThat(say("hello\n")).contains("no request");
    assertThat(say("null\n")).contains("token");
    assertThat(say("{\"command\":\"kill\",\"nodes\":[0]}\n")).contains("token");
    assertThat(say("x".repeat(5_000))).isEmpty();
    String request = "{\"token\":\"%s\",\"command\":\"%s\"}\n";
    assertThat(say(request.formatted(server.file().token(), "dance"))).contains("unknown: dance");
    assertThat(say(request.formatted(server.file().token(), "kill"))).contains("nodes:");
    assertThat(stateOf(0)).isEqualTo(NodeState.RUNNING);
  }

  @Test
  void without_a_running_devnet_there_is_nobody_to_ask() throws IOException {
    Path control = layout.control();
    server.close();
    var client = new ControlClient(ControlFile.read(control));
    assertThatThrownBy(() -> client.ask("status", null, null, null))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("is it running?");
    Files.delete(control);
    assertThat(devnet("status").err()).contains("no devnet of several validators runs in");
  }

  @Test
  void who_connects_after_its_end_is_not_served() {
    for (int time = 0; time < 300; time++) {
      ControlServer brief = ControlServer.start(supervisor, poll);
      var client = new ControlClient(brief.file());
      brief.close();
      assertThatThrownBy(() -> client.ask("status", null, null, null))
          .isInstanceOf(CommandFailure.class);
    }
  }

  /** What the server answers to this text; empty when it just closes the connection. */
  private String say(String text) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.file().port())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
