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

  private final PeerHandler handler;
  private final PeerNetwork network;
  private final Environment environment;
  private final Set<PeerId> cut = ConcurrentHashMap.newKeySet();
  private final Map<PeerId, Long> delays = new ConcurrentHashMap<>();

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
    environment.schedule(
        millis,
        () -> {
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
