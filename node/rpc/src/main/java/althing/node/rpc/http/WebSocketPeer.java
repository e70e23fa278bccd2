package althing.node.rpc.http;

import althing.node.rpc.json.ResponseBuffer;
import althing.node.rpc.method.Connection;
import althing.node.rpc.method.Connection.Subscriber;
import althing.node.rpc.method.Dispatcher;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC over one WebSocket. Messages are answered in order; what is pushed in between never
 * waits for the peer: when too much is unsent, the peer is told why and disconnected.
 */
public final class WebSocketPeer implements Session.Listener.AutoDemanding, Connection, Subscriber {

  /** How long a peer that did not keep up may take to read why. */
  private static final int GRACE_SECONDS = 5;

  private final Dispatcher dispatcher;
  private final Sockets sockets;
  private final AtomicLong unsent = new AtomicLong();
  private volatile @Nullable Session session;

  WebSocketPeer(Dispatcher dispatcher, Sockets sockets) {
    this.dispatcher = dispatcher;
    this.sockets = sockets;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    sockets.opened(this);
  }

  @Override
  public void onWebSocketText(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    Dispatcher.Reply reply = dispatcher.answer(bytes, 0, bytes.length, this);
    reply.answer().map(ResponseBuffer::toText).ifPresent(this::send);
    reply.afterReply().forEach(Runnable::run);
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    callback.succeed();
    close(StatusCode.BAD_DATA, "JSON-RPC is text");
  }

  @Override
  public void onWebSocketClose(int statusCode, String reason, Callback callback) {
    sockets.closed(this);
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    sockets.closed(this);
  }

  @Override
  public String client() {
    return session != null && session.getRemoteSocketAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "unknown";
  }

  @Override
  public Optional<Subscriber> subscriber() {
    return Optional.of(this);
  }

  @Override
  public void notify(String subscription, String result) {
    send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\""
            + subscription
            + "\",\"result\":"
            + result
            + "}}");
  }

  /** Keeps the connection from being idle while the peer lives. */
  void ping() {
    Session open = session;
    if (open != null && open.isOpen()) {
      open.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }
  }

  /** Closes with a code and a reason. */
  void close(int code, String reason) {
    Session open = session;
    if (open != null && open.isOpen()) {
      open.close(code, reason, Callback.from(() -> {}, _ -> open.disconnect()));
    }
  }

  private void send(String text) {
    Session open = session;
    if (open == null || !open.isOpen()) {
      sockets.closed(this);
      return;
    }
    int size = text.length();
    if (unsent.addAndGet(size) > sockets.maxUnsentBytes() && unsent.get() != size) {
      sockets.dropped(this);
      close(
          StatusCode.POLICY_VIOLATION,
          "slow consumer: more than " + sockets.maxUnsentBytes() + " bytes unsent");
      CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS).execute(open::disconnect);
      return;
    }
    open.sendText(text, Callback.from(() -> unsent.addAndGet(-size), _ -> sockets.closed(this)));
  }
}
