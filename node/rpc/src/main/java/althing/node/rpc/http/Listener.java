package althing.node.rpc.http;

import althing.node.core.NodeApi;
import althing.node.rpc.ledger.EventFeed;
import althing.node.rpc.method.Dispatcher;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** The listening port: HTTP, and WebSocket on {@code /} and {@code /ws}. */
public final class Listener {

  private static final int MAX_THREADS = 64;
  private static final int MIN_THREADS = 4;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration WEB_SOCKET_IDLE = Duration.ofSeconds(90);
  private static final long PING_SECONDS = 30;
  private static final long STOP_MILLIS = 3_000;

  /** How long a connection may still be silent when the port closes. */
  private static final long SHUTDOWN_IDLE_MILLIS = 50;

  private final Server server;
  private final ServerConnector connector;
  private final Sockets sockets;
  private final EventFeed feed;
  private final FeedEndpoint feeds;

  /** Where to listen, and the limits of the port. */
  public record Settings(String host, int port, int maxBody, int maxConnections, int maxFeeds) {}

  public Listener(
      Settings settings,
      NodeApi node,
      Dispatcher dispatcher,
      Sockets sockets,
      EventFeed feed,
      Supplier<String> metrics) {
    this.sockets = sockets;
    this.feed = feed;
    this.feeds = new FeedEndpoint(feed, settings.maxFeeds());
    var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("rpc");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = connector(settings);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
    var resources = new NodeResources(node, feeds, new TileEndpoint(node.proofs()), metrics);
    var root = new RootHandler(new RpcEndpoint(dispatcher, settings.maxBody()), resources);
    var webSockets =
        WebSocketUpgradeHandler.from(
            server, container -> configure(container, settings, dispatcher));
    webSockets.setHandler(root);
    server.setHandler(new GracefulHandler(webSockets));
    server.setStopTimeout(STOP_MILLIS);
  }

  private ServerConnector connector(Settings settings) {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(16 << 10);
    var made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    made.setHost(settings.host());
    made.setPort(settings.port());
    made.setIdleTimeout(IDLE.toMillis());
    made.setReuseAddress(true);
    made.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
    return made;
  }

  private void configure(
      ServerWebSocketContainer container, Settings settings, Dispatcher dispatcher) {
    container.setIdleTimeout(WEB_SOCKET_IDLE);
    container.setMaxTextMessageSize(settings.maxBody());
    container.setMaxFrameSize(settings.maxBody());
    for (String path : new String[] {"/", "/ws"}) {
      container.addMapping(path, (_, _, _) -> new WebSocketPeer(dispatcher, sockets));
    }
  }

  /**
   * Opens the port.
   *
   * @throws java.io.IOException if it cannot be bound
   */
  public void start() throws Exception {
    server.start();
    schedulePing();
  }

  private void schedulePing() {
    connector
        .getScheduler()
        .schedule(
            () -> {
              sockets.pingAll();
              schedulePing();
            },
            PING_SECONDS,
            TimeUnit.SECONDS);
  }

  /** The port in use, also when any was asked for. */
  public int port() {
    return connector.getLocalPort();
  }

  public int connectionCount() {
    return connector.getConnectedEndPoints().size();
  }

  public int feedCount() {
    return feeds.openCount();
  }

  /** Lets calls under way end, for a moment; then closes everything. */
  public void stop() throws Exception {
    sockets.closeAll();
    feed.close();
    server.stop();
  }
}
