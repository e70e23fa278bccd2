package althing.node.network;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a node takes part.
 *
 * @param listen where it accepts connections; port 0 takes any free one
 * @param staticPeers kept connected at all times
 * @param bootstrap asked when there are too few peers
 * @param lanes bounds of each lane
 */
public record NetworkSettings(
    InetSocketAddress listen,
    List<PeerAddress> staticPeers,
    List<PeerAddress> bootstrap,
    Map<Lane, LaneLimits> lanes,
    NetworkLimits limits) {

  /** Bounds of the lanes unless told otherwise. */
  public static final Map<Lane, LaneLimits> DEFAULT_LANES =
      Map.of(
          Lane.CONSENSUS, new LaneLimits(16 << 20, 64 << 20, 16_384, 20_000, 64 << 20),
          Lane.BLOCKS, new LaneLimits(16 << 20, 64 << 20, 1_024, 2_000, 128 << 20),
          Lane.TRANSACTIONS, new LaneLimits(1 << 20, 16 << 20, 16_384, 50_000, 64 << 20),
          Lane.OTHER, new LaneLimits(1 << 20, 4 << 20, 4_096, 2_000, 16 << 20));

  public NetworkSettings {
    staticPeers = List.copyOf(staticPeers);
    bootstrap = List.copyOf(bootstrap);
    var all = new EnumMap<Lane, LaneLimits>(DEFAULT_LANES);
    all.putAll(lanes);
    lanes = Collections.unmodifiableMap(all);
  }

  public static NetworkSettings listening(String host, int port) {
    return new NetworkSettings(
        new InetSocketAddress(host, port), List.of(), List.of(), Map.of(), NetworkLimits.DEFAULT);
  }

  public NetworkSettings withStaticPeers(List<PeerAddress> peers) {
    return new NetworkSettings(listen, peers, bootstrap, lanes, limits);
  }

  public NetworkSettings withBootstrap(List<PeerAddress> peers) {
    return new NetworkSettings(listen, staticPeers, peers, lanes, limits);
  }

  public NetworkSettings withLane(Lane lane, LaneLimits bounds) {
    var changed = new EnumMap<>(lanes);
    changed.put(lane, bounds);
    return new NetworkSettings(listen, staticPeers, bootstrap, changed, limits);
  }

  public NetworkSettings withLimits(NetworkLimits changed) {
    return new NetworkSettings(listen, staticPeers, bootstrap, lanes, changed);
  }

  LaneLimits lane(Lane lane) {
    LaneLimits bounds = lanes.get(lane);
    if (bounds == null) {
      throw new IllegalStateException("no limits for " + lane);
    }
    return bounds;
  }
}
