package althing.node.rpc.http;

import althing.node.core.NodeApi;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What a GET answers: the feed, the tiles, health, metrics, and a page that names them. */
final class NodeResources {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final NodeApi node;
  private final FeedEndpoint feed;
  private final TileEndpoint tiles;
  private final Supplier<String> metrics;

  NodeResources(NodeApi node, FeedEndpoint feed, TileEndpoint tiles, Supplier<String> metrics) {
    this.node = node;
    this.feed = feed;
    this.tiles = tiles;
    this.metrics = metrics;
  }

  void handle(String path, Request request, Response response, Callback callback) {
    switch (path) {
      case "/" -> Plain.text(response, callback, HttpStatus.OK_200, index());
      case "/events" -> feed.handle(request, response, callback);
      case "/checkpoint" -> tiles.checkpoint(response, callback);
      case "/health/live" -> Plain.text(response, callback, HttpStatus.OK_200, "alive\n");
      case "/health/ready" -> ready(response, callback);
      case "/metrics" ->
          Plain.send(
              response,
              callback,
              HttpStatus.OK_200,
              PROMETHEUS,
              metrics.get().getBytes(StandardCharsets.UTF_8));
      default -> {
        if (path.startsWith("/tile/")) {
          tiles.tile(path, response, callback);
        } else {
          Plain.text(response, callback, HttpStatus.NOT_FOUND_404, "nothing here: see /\n");
        }
      }
    }
  }

  private void ready(Response response, Callback callback) {
    boolean ready = node.isReady();
    Plain.text(
        response,
        callback,
        ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503,
        ready ? "ready\n" : "not ready\n");
  }

  private String index() {
    return """
    %s, chain %d, height %d

    POST /                 JSON-RPC 2.0 (rpc_discover describes it)
    WebSocket / or /ws     JSON-RPC 2.0 with eth_subscribe
    GET  /events?from=0    events as they become final (server-sent events)
    GET  /checkpoint       signed head of the event log (C2SP tlog-tiles)
    GET  /tile/...         its tiles
    GET  /health/live      the process answers
    GET  /health/ready     the chain is open and follows
    GET  /metrics          Prometheus
    """
        .formatted(node.clientVersion(), node.chainId(), node.chain().headHeight());
  }
}
