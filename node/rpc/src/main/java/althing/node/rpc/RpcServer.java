package althing.node.rpc;

import althing.node.core.NodeApi;
import althing.node.rpc.eth.EthApi;
import althing.node.rpc.http.Listener;
import althing.node.rpc.http.Sockets;
import althing.node.rpc.ledger.EventFeed;
import althing.node.rpc.method.Dispatcher;
import althing.node.rpc.method.MethodTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;

/**
 * The node's face to clients: JSON-RPC over HTTP and WebSocket, the event feed, the log's tiles,
 * health and metrics, on one port.
 */
public final class RpcServer implements AutoCloseable {

  private final RpcConfig config;
  private final EthApi eth;
  private final EventFeed feed;
  private final AutoCloseable feeding;
  private final Listener listener;

  private RpcServer(RpcConfig config, NodeApi node, PrometheusMeterRegistry registry) {
    this.config = config;
    this.eth = new EthApi(node, config.maxSubscriptions(), System::nanoTime);
    this.feed = new EventFeed(node);
    this.feeding = node.subscribe(feed);
    MethodTable methods = MethodCatalog.of(node, eth);
    var dispatcher =
        new Dispatcher(
            methods,
            new RpcMetrics(registry, methods),
            config.maxBatch(),
            config.maxResponseBytes());
    var sockets = new Sockets(eth.subscriptions(), config.maxUnsentBytes());
    var settings =
        new Listener.Settings(
            config.host(),
            config.port(),
            config.maxBodyBytes(),
            config.maxConnections(),
            config.maxFeeds());
    this.listener = new Listener(settings, node, dispatcher, sockets, feed, registry::scrape);
    gauges(registry, sockets);
  }

  /**
   * Starts to listen.
   *
   * @param registry where calls are counted, and what {@code /metrics} shows
   * @throws IOException if the port cannot be opened; the message names it
   */
  public static RpcServer start(RpcConfig config, NodeApi node, PrometheusMeterRegistry registry)
      throws IOException {
    var server = new RpcServer(config, node, registry);
    try {
      server.listener.start();
    } catch (Exception e) {
      server.close();
      throw new IOException("cannot listen on " + config.host() + ":" + config.port(), e);
    }
    return server;
  }

  private void gauges(PrometheusMeterRegistry registry, Sockets sockets) {
    Gauge.builder("althing.rpc.connections", listener, Listener::connectionCount)
        .description("open connections")
        .register(registry);
    Gauge.builder("althing.rpc.websockets", sockets, Sockets::openCount)
        .description("open WebSocket connections")
        .register(registry);
    FunctionCounter.builder("althing.rpc.websockets.dropped", sockets, Sockets::droppedCount)
        .description("WebSocket peers disconnected because they did not keep up")
        .register(registry);
    Gauge.builder("althing.rpc.subscriptions", eth, e -> e.subscriptions().count())
        .description("subscriptions of WebSocket peers")
        .register(registry);
    Gauge.builder("althing.rpc.filters", eth, EthApi::filterCount)
        .description("installed filters")
        .register(registry);
    Gauge.builder("althing.rpc.feeds", listener, Listener::feedCount)
        .description("open event feeds")
        .register(registry);
  }

  /** The port in use, also when the configuration asked for any. */
  public int port() {
    return listener.port();
  }

  /** Where HTTP clients connect. */
  public String url() {
    return "http://" + config.host() + ":" + port();
  }

  /** Where WebSocket clients connect. */
  public String webSocketUrl() {
    return "ws://" + config.host() + ":" + port();
  }

  /** Stops taking calls, lets those under way end, then closes every connection. */
  @Override
  public void close() throws IOException {
    try (eth) {
      feeding.close();
      listener.stop();
    } catch (Exception e) {
      throw new IOException("the RPC server did not stop cleanly", e);
    }
  }
}
