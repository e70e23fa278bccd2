package althing.node.app.run;

import althing.node.app.run.LinkControl.Links;
import althing.node.core.Environment;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Between a node and its network: links that can be cut and slowed down for people, and tests, who
 * want to see faults. What it is not told of passes as it is.
 */
final class LinkFaults implements PeerNetwork, Links {

  /** Most bytes that wait for a slow link: what a second of a fast one carries. */
  static final int MAX_WAITING_BYTES = 32 << 20;

  /** Most messages that wait for a slow link. */
  static final int MAX_WAITING = 4_096;

  /** What waits for a slow link. */
  private static final class Waiting {
    private int messages;
    private int bytes;

    synchronized boolean add(int length) {
      if (messages >= MAX_WAITING || bytes + length > MAX_WAITING_BYTES) {
        return false;
      }
      messages++;
      bytes += length;
      return true;
    }

    synchronized void remove(int length) {
      messages--;
      bytes -= length;
    }
  }

  private final PeerHandler handler;
  private final PeerNetwork network;
  private final Environment environment;
  private final Set<PeerId> cut = ConcurrentHashMap.newKeySet();
  private final Map<PeerId, Long> delays = new ConcurrentHashMap<>();
  private final Map<PeerId, Waiting> waiting = new ConcurrentHashMap<>();

  /**
   * @param handler is told what passes
   * @param join joins the network
   */
  LinkFaults(
      PeerHandler handler, Function<PeerHandler, PeerNetwork> join, Environment environment) {
    this.handler = handler;
    this.environment = environment;
    network = join.apply(new Passing());
  }

  @Override
  public void cut(PeerId peer) {
    if (cut.add(peer) && network.connected().contains(peer)) {
      handler.disconnected(peer, Reason.CONNECTION_LOST);
    }
  }

  @Override
  public void open(PeerId peer) {
    delays.remove(peer);
    if (cut.remove(peer) && network.connected().contains(peer)) {
      handler.connected(peer);
    }
  }

  @Override
  public void delay(PeerId peer, long millis) {
    if (millis > 0) {
      delays.put(peer, millis);
    } else {
      delays.remove(peer);
    }
  }

  @Override
  public Set<PeerId> connected() {
    Set<PeerId> all = network.connected();
    if (cut.isEmpty()) {
      return all;
    }
    var left = new TreeSet<>(all);
    left.removeAll(cut);
    return left;
  }

  @Override
  public boolean send(PeerId peer, Lane lane, byte[] message) {
    if (cut.contains(peer)) {
      return false;
    }
    Long millis = delays.get(peer);
    if (millis == null) {
      return network.send(peer, lane, message);
    }
    Waiting queue = waiting.computeIfAbsent(peer, _ -> new Waiting());
    if (!queue.add(message.length)) {
      return false;
    }
    environment.schedule(
        millis,
        () -> {
          queue.remove(message.length);
          if (!cut.contains(peer)) {
            network.send(peer, lane, message);
          }
        });
    return true;
  }

  @Override
  public int broadcast(Lane lane, byte[] message) {
    if (cut.isEmpty() && delays.isEmpty()) {
      return network.broadcast(lane, message);
    }
    int taken = 0;
    for (PeerId peer : connected()) {
      taken += send(peer, lane, message) ? 1 : 0;
    }
    return taken;
  }

  @Override
  public void penalise(PeerId peer, int points, String reason) {
    network.penalise(peer, points, reason);
  }

  private final class Passing implements PeerHandler {

    @Override
    public void connected(PeerId peer) {
      if (!cut.contains(peer)) {
        handler.connected(peer);
      }
    }

    @Override
    public void disconnected(PeerId peer, Reason reason) {
      if (!cut.contains(peer)) {
        handler.disconnected(peer, reason);
      }
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {
      if (!cut.contains(peer)) {
        handler.received(peer, lane, message);
      }
    }

    @Override
    public void refused(SocketAddress remote, Reason reason, boolean byPeer) {
      handler.refused(remote, reason, byPeer);
    }
  }
}
