package althing.node.rpc;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A WebSocket client for tests: replies and notifications in the order in which they came. */
final class Socket implements WebSocket.Listener, AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final Queue<JsonNode> passedOver = new ArrayDeque<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final boolean reads;
  private final WebSocket socket;

  private Socket(String url, boolean reads) {
    this.reads = reads;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
            .buildAsync(URI.create(url), this)
            .join();
  }

  static Socket open(String url) {
    return new Socket(url, true);
  }

  /** A peer that never reads what it is sent. */
  static Socket openDeaf(String url) {
    return new Socket(url, false);
  }

  @Override
  public void onOpen(WebSocket opened) {
    if (reads) {
      opened.request(Long.MAX_VALUE);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      received.add(Client.parse(partial.toString()));
      partial.setLength(0);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete("broken");
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void sendBinary(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** Reads from now on. */
  void listen() {
    socket.request(Long.MAX_VALUE);
  }

  /** Calls and waits for the reply; notifications that come before it are kept. */
  JsonNode call(String method, String params) {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, params.replace('\'', '"')));
    while (true) {
      JsonNode next = take();
      if (next.has("id")) {
        return next;
      }
      passedOver.add(next);
    }
  }

  JsonNode result(String method, String params) {
    JsonNode answer = call(method, params);
    if (!answer.has("result")) {
      throw new AssertionError(method + " answered " + answer);
    }
    return answer.get("result");
  }

  /** The next notification, whole. */
  JsonNode notification() {
    return passedOver.isEmpty() ? take() : passedOver.remove();
  }

  /** The next notification's result; it must be of this subscription. */
  JsonNode pushed(JsonNode subscription) {
    JsonNode next = notification();
    if (!next.at("/params/subscription").equals(subscription)) {
      throw new AssertionError("not of " + subscription + ": " + next);
    }
    return next.at("/params/result");
  }

  /** Code and reason with which the other side closed. */
  String closed() {
    return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean hasMore() {
    return !passedOver.isEmpty() || !received.isEmpty();
  }

  private JsonNode take() {
    try {
      JsonNode next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }
}
