package althing.node.rpc.http;

import althing.node.rpc.eth.Subscriptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.websocket.api.StatusCode;

/** The open WebSocket connections. */
public final class Sockets {

  private final Subscriptions subscriptions;
  private final int maxUnsentBytes;
  private final Set<WebSocketPeer> open = ConcurrentHashMap.newKeySet();
  private final LongAdder dropped = new LongAdder();

  public Sockets(Subscriptions subscriptions, int maxUnsentBytes) {
    this.subscriptions = subscriptions;
    this.maxUnsentBytes = maxUnsentBytes;
  }

  int maxUnsentBytes() {
    return maxUnsentBytes;
  }

  void opened(WebSocketPeer peer) {
    open.add(peer);
  }

  void closed(WebSocketPeer peer) {
    open.remove(peer);
    subscriptions.endAll(peer);
  }

  /** A peer did not keep up. */
  void dropped(WebSocketPeer peer) {
    dropped.increment();
    closed(peer);
  }

  public int openCount() {
    return open.size();
  }

  /** Peers disconnected because they did not keep up. */
  public long droppedCount() {
    return dropped.sum();
  }

  /** Asks every peer for a sign of life; who gives none is closed as idle. */
  public void pingAll() {
    open.forEach(WebSocketPeer::ping);
  }

  /** Says good-bye to all. */
  public void closeAll() {
    open.forEach(peer -> peer.close(StatusCode.SHUTDOWN, "the node stops"));
  }
}
