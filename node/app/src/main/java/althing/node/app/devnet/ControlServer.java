package althing.node.app.devnet;

import althing.ledger.types.Hex;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes requests for a {@link Supervisor} on a port of loopback: a line of JSON from whoever shows
 * the token of the {@link ControlFile}, a line of JSON back.
 */
final class ControlServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int TOKEN_BYTES = 32;
  private static final int MAX_REQUEST = 4_096;
  private static final int MAX_CONNECTIONS = 16;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final long MAX_DELAY_MILLIS = 300_000;

  private final Supervisor supervisor;
  private final StatusPoll poll;
  private final ServerSocket socket;
  private final String token;
  private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
  private final Thread acceptor =
      Thread.ofPlatform().daemon().name("control").unstarted(this::accept);

  /** What is done to one node. */
  private interface NodeAction {
    void on(int node) throws InterruptedException;
  }

  private ControlServer(Supervisor supervisor, StatusPoll poll, ServerSocket socket, String token) {
    this.supervisor = supervisor;
    this.poll = poll;
    this.socket = socket;
    this.token = token;
  }

  static ControlServer start(Supervisor supervisor, StatusPoll poll) {
    try {
      var socket = new ServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      byte[] token = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(token);
      var server = new ControlServer(supervisor, poll, socket, Hex.encode(token).substring(2));
      server.acceptor.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen for commands", e);
    }
  }

  /** How to reach it. */
  ControlFile file() {
    return new ControlFile(socket.getLocalPort(), token);
  }

  /** Nobody who connects after this is served. */
  @Override
  public void close() {
    try {
      socket.close();
      // A thread that waits for a connection keeps the port open until it has seen the end.
      acceptor.join();
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        if (connections.tryAcquire()) {
          Thread.ofVirtual().name("control").start(() -> serve(connection));
        } else {
          connection.close();
        }
      } catch (IOException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setSoTimeout(PATIENCE_MILLIS);
      ControlAnswer answer = answer(line(connection.getInputStream()));
      byte[] text = (JSON.writeValueAsString(answer) + "\n").getBytes(StandardCharsets.UTF_8);
      connection.getOutputStream().write(text);
      connection.getOutputStream().flush();
    } catch (IOException e) {
      LOG.debug("{}", e.getMessage());
    } finally {
      connections.release();
    }
  }

  /** The first line, without reading more than a request can be. */
  private static byte[] line(InputStream in) throws IOException {
    byte[] line = new byte[MAX_REQUEST];
    int length = 0;
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (length == MAX_REQUEST) {
        throw new IOException("a request of more than " + MAX_REQUEST + " bytes");
      }
      line[length++] = (byte) next;
    }
    return Arrays.copyOf(line, length);
  }

  private ControlAnswer answer(byte[] line) {
    try {
      @Nullable ControlRequest request = JSON.readValue(line, ControlRequest.class);
      if (request == null || !isToken(request.token())) {
        return new ControlAnswer(ExitCode.REFUSED, "token: not the one of this devnet", null);
      }
      return done(request);
    } catch (JacksonException e) {
      return new ControlAnswer(ExitCode.USAGE, "no request: " + e.getOriginalMessage(), null);
    } catch (CommandFailure e) {
      return new ControlAnswer(e.exitCode(), String.valueOf(e.getMessage()), null);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new ControlAnswer(ExitCode.FAILED, "the devnet is stopping", null);
    }
  }

  private boolean isToken(@Nullable String shown) {
    return shown != null
        && MessageDigest.isEqual(
            shown.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  private ControlAnswer done(ControlRequest request) throws InterruptedException {
    return switch (String.valueOf(request.command())) {
      case "kill" -> done("killed: " + each(request, supervisor::kill));
      case "stop" -> done("stopped: " + each(request, supervisor::stop));
      case "start" -> done("started: " + each(request, supervisor::start));
      case "partition" -> {
        if (request.groups() == null || request.groups().isEmpty()) {
          throw CommandFailure.usage("groups: at least one is wanted");
        }
        supervisor.partition(request.groups());
        yield done(linksText());
      }
      case "slow" -> {
        long millis = request.millis() == null ? -1 : request.millis();
        if (millis < 0 || millis > MAX_DELAY_MILLIS) {
          throw CommandFailure.usage("millis: 0 to " + MAX_DELAY_MILLIS);
        }
        each(request, node -> supervisor.slow(node, millis));
        yield done(linksText());
      }
      case "heal" -> {
        supervisor.heal();
        yield done(linksText());
      }
      case "status" -> {
        List<NodeStatus> all = poll.ask();
        List<Map<String, Object>> json = all.stream().map(NodeStatus::json).toList();
        yield new ControlAnswer(ExitCode.OK, NodeStatus.table(all), json);
      }
      default -> throw CommandFailure.usage("command: unknown: " + request.command());
    };
  }

  /** Does something to each node that is named, in that order; answers with their names. */
  private static String each(ControlRequest request, NodeAction action)
      throws InterruptedException {
    List<Integer> nodes = request.nodes();
    if (nodes == null || nodes.isEmpty()) {
      throw CommandFailure.usage("nodes: at least one is wanted");
    }
    for (int node : nodes) {
      action.on(node);
    }
    return nodes.stream().map(node -> "node " + node).collect(Collectors.joining(", "));
  }

  private String linksText() {
    String changed =
        supervisor.children().stream()
            .filter(child -> !supervisor.linksOf(child.number()).isEmpty())
            .map(child ->
                "node %d: %s".formatted(child.number(), supervisor.linksOf(child.number())))
            .collect(Collectors.joining("\n"));
    return changed.isEmpty() ? "all links are whole" : changed;
  }

  private static ControlAnswer done(String text) {
    return new ControlAnswer(ExitCode.OK, text, null);
  }
}
