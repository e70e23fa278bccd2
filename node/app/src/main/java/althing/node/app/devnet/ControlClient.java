package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks a running supervisor to do something. */
record ControlClient(ControlFile server) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int CONNECT_MILLIS = 2_000;

  /** Starting or stopping sixteen nodes, one after the other, may take its time. */
  private static final int ANSWER_MILLIS = 600_000;

  /** The answer to a command that names nodes, groups of nodes, or neither. */
  ControlAnswer ask(
      String command,
      @Nullable List<Integer> nodes,
      @Nullable List<List<Integer>> groups,
      @Nullable Long millis) {
    return ask(
        JSON.writeValueAsString(
            new ControlRequest(server.token(), command, nodes, groups, millis)));
  }

  private ControlAnswer ask(String request) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return JSON.readValue(socket.getInputStream(), ControlAnswer.class);
    } catch (IOException | JacksonException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "the devnet does not answer; is it running? " + e.getMessage(), e);
    }
  }
}
