package althing.node.network;

import althing.node.network.noise.Aead;
import althing.node.network.noise.DhKey;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is connected, who may be, and what all connections share. On the network's loop, but for
 * {@link #peers}, which any thread may read.
 */
final class Switchboard {

  private static final Logger LOG = LoggerFactory.getLogger(Network.class);

  private final NetworkSettings settings;
  private final NetworkEnvironment environment;
  private final Handshake.Credentials credentials;
  private final PeerHandler handler;
  private final NetworkMetrics metrics;
  private final EventLoop loop;
  private final Executor shaker;
  private final Scoreboard scores;
  private final AcceptGate gate;
  private final AddressBook book = new AddressBook();
  private final Dialer dialer;
  private final Set<PeerId> staticKeys = new HashSet<>();
  private final Set<InetAddress> staticAddresses = new HashSet<>();
  private final Map<PeerId, Connection> peers = new ConcurrentHashMap<>();
  private final Map<PeerId, Inbox> inboxes = new HashMap<>();
  private final Set<Connection> connections = new HashSet<>();

  private final Aead aead = new Aead();
  private final byte[] cipherText = new byte[Frame.MAX_CIPHER];
  private final byte[] plainText = new byte[Frame.MAX_PLAIN];
  private final byte[] batch = new byte[128 << 10];

  private volatile int listenPort;
  private long exchangedAt;
  private boolean closing;

  Switchboard(
      NetworkSettings settings,
      NetworkEnvironment environment,
      Handshake.Credentials credentials,
      PeerHandler handler,
      NetworkMetrics metrics,
      EventLoop loop,
      Executor shaker,
      Dialer.Connector connector) {
    this.settings = settings;
    this.environment = environment;
    this.credentials = credentials;
    this.handler = handler;
    this.metrics = metrics;
    this.loop = loop;
    this.shaker = shaker;
    scores = new Scoreboard(settings.limits());
    gate = new AcceptGate(settings.limits(), environment.nanoTime());
    dialer = new Dialer(this, environment, connector);
    settings.staticPeers().forEach(address -> address.key().ifPresent(staticKeys::add));
    metrics.gauge("peers", "connected peers", peers::size);
    metrics.gauge("half.open", "incoming connections in the handshake", gate::halfOpen);
  }

  void start(int port) {
    listenPort = port;
    exchangedAt = now();
    dialer.start(settings);
    tick();
  }

  // What connections share.

  NetworkSettings settings() {
    return settings;
  }

  NetworkLimits limits() {
    return settings.limits();
  }

  Handshake.Credentials credentials() {
    return credentials;
  }

  NetworkMetrics metrics() {
    return metrics;
  }

  int listenPort() {
    return listenPort;
  }

  long now() {
    return environment.nanoTime();
  }

  long nowMillis() {
    return environment.nowMillis();
  }

  Aead aead() {
    return aead;
  }

  /** Room for one frame as it comes, until the next one. */
  byte[] cipherText() {
    return cipherText;
  }

  /** Room for one frame's content, until the next one. */
  byte[] plainText() {
    return plainText;
  }

  /** Room for several frames, until the next write. */
  byte[] batch() {
    return batch;
  }

  DhKey ephemeral() {
    byte[] secret = new byte[DhKey.SIZE];
    environment.random().nextBytes(secret);
    return new DhKey(secret);
  }

  void shake(Runnable arithmetic) {
    try {
      shaker.execute(() -> guarded(arithmetic));
    } catch (RejectedExecutionException _) {
      // The network has been closed.
    }
  }

  void execute(Runnable task) {
    try {
      loop.execute(() -> guarded(task));
    } catch (RejectedExecutionException _) {
      // The network has been closed.
    }
  }

  void later(long millis, Runnable task) {
    try {
      var _ = loop.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // The network has been closed.
    }
  }

  /** A mistake of ours: Netty would keep it to itself. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      broken(e);
    }
  }

  void broken(Throwable cause) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, cause);
  }

  // Connections.

  /** Looks at an incoming connection; empty if it is turned away. */
  Optional<Connection> accept(Channel channel, InetSocketAddress address) {
    long now = now();
    if (closing
        || scores.isBanned(address.getAddress(), now)
        || !gate.enter(address.getAddress(), now)) {
      metrics.turnedAway.increment();
      return Optional.empty();
    }
    return Optional.of(added(new Connection(this, channel, address, false, Optional.empty())));
  }

  Connection dialled(Channel channel, InetSocketAddress address, Optional<PeerId> expected) {
    return added(new Connection(this, channel, address, true, expected));
  }

  private Connection added(Connection connection) {
    connections.add(connection);
    return connection;
  }

  /**
   * Why a connection to a peer, known by now, is not wanted (rules N3 and N4).
   *
   * @param early whether the other side does not take it for a connection yet
   */
  Optional<Reason> refusal(Connection connection, boolean early) {
    PeerId peer = connection.peer();
    if (closing) {
      return Optional.of(Reason.SHUTTING_DOWN);
    }
    if (scores.isBanned(peer, now())) {
      return Optional.of(Reason.BANNED);
    }
    Connection other = peers.get(peer);
    if (other != null && isBetter(other, connection, early)) {
      return Optional.of(Reason.DUPLICATE);
    }
    if (other == null && !isStatic(peer) && strangers() >= limits().maxPeers()) {
      return Optional.of(Reason.TOO_MANY_PEERS);
    }
    return Optional.empty();
  }

  /** Rule N4. Both sides come to the same answer. */
  private boolean isBetter(Connection old, Connection young, boolean early) {
    if (!Arrays.equals(old.remote().noiseKey(), young.remote().noiseKey())) {
      return false;
    }
    if (old.outgoing() == young.outgoing()) {
      return early;
    }
    PeerId self = credentials.self();
    boolean oursIsKept = self.compareTo(young.peer()) < 0;
    return old.outgoing() == oursIsKept;
  }

  private long strangers() {
    return peers.keySet().stream().filter(peer -> !isStatic(peer)).count();
  }

  /** A connection that both sides want. It takes the place of another one to the same peer. */
  Inbox opened(Connection connection) {
    PeerId peer = connection.peer();
    var inbox =
        new Inbox(
            peer, handler, environment.handlers(), limits(), () -> execute(connection::resumeHeld));
    Connection old = peers.put(peer, connection);
    if (old != null) {
      old.end(Reason.DUPLICATE, false, true);
    }
    inbox.start(inboxes.put(peer, inbox));
    if (!connection.outgoing()) {
      gate.shaken(connection.address().getAddress());
    }
    LOG.info(
        "peer {} connected, {} {}",
        peer,
        connection.outgoing() ? "to" : "from",
        connection.address());
    dialer.opened(connection);
    if (peers.size() < limits().targetPeers()) {
      connection.askPeers();
    }
    return inbox;
  }

  void ended(Connection connection, Reason reason, boolean byPeer, boolean wasOpen) {
    if (wasOpen) {
      peers.remove(connection.peer(), connection);
      metrics.ended(reason);
      LOG.info("peer {} disconnected, {}{}", connection.peer(), reason, byPeer ? ", it says" : "");
    } else {
      metrics.refused(reason);
      if (!connection.outgoing()) {
        gate.shaken(connection.address().getAddress());
      }
      LOG.debug("{} refused, {}{}", connection.address(), reason, byPeer ? ", it says" : "");
      environment.handlers().execute(() -> handler.refused(connection.address(), reason, byPeer));
    }
    dialer.ended(connection, reason);
  }

  /** Nobody answers at an address that was dialled. */
  void unreachable(InetSocketAddress address) {
    metrics.refused(Reason.UNREACHABLE);
    environment.handlers().execute(() -> handler.refused(address, Reason.UNREACHABLE, false));
  }

  /** The socket is gone. */
  void closed(Connection connection) {
    if (connections.remove(connection) && !connection.outgoing()) {
      gate.leave(connection.address().getAddress());
    }
  }

  // Behaviour.

  void violated(Connection connection, ProtocolException violation) {
    LOG.debug("{}: {}", connection.address(), violation.getMessage());
    if (connection.isOpen()) {
      penalise(connection.peer(), Connection.VIOLATION, String.valueOf(violation.getMessage()));
    } else if (!connection.outgoing() && isStrangers(connection.address().getAddress())) {
      scores.penalise(connection.address().getAddress(), Connection.VIOLATION / 5, now());
    }
  }

  void penalise(PeerId peer, int points, String why) {
    long now = now();
    boolean isBanned = scores.penalise(peer, points, isStatic(peer), now);
    LOG.info("peer {} gets {} points: {}{}", peer, points, why, isBanned ? ", and is banned" : "");
    if (!isBanned) {
      return;
    }
    Connection connection = peers.get(peer);
    if (connection != null) {
      InetAddress address = connection.address().getAddress();
      if (!isStatic(peer) && isStrangers(address)) {
        scores.ban(address, now);
      }
      connection.end(Reason.MISBEHAVED, false, true);
    }
  }

  boolean isBanned(PeerId peer) {
    return scores.isBanned(peer, now());
  }

  /** Static peers live at the address: a stranger there must not get it banned. */
  private boolean isStrangers(InetAddress address) {
    return !staticAddresses.contains(address);
  }

  boolean isStatic(PeerId peer) {
    return staticKeys.contains(peer);
  }

  void staticAt(InetAddress address) {
    staticAddresses.add(address);
  }

  /** What a static peer without a configured key turned out to be. */
  void staticIs(PeerId peer) {
    staticKeys.add(peer);
  }

  // Addresses.

  AddressBook book() {
    return book;
  }

  boolean wantsPeers() {
    return peers.size() < limits().targetPeers();
  }

  boolean isConnected(PeerId peer) {
    return peers.containsKey(peer);
  }

  void heardOf(Connection teller, List<InetSocketAddress> addresses) {
    var connected = new HashSet<InetSocketAddress>();
    peers.values().forEach(peer -> peer.dialAddress().ifPresent(connected::add));
    for (InetSocketAddress address : addresses) {
      if (!connected.contains(address)) {
        book.add(address, teller.peer(), teller.address().getAddress());
      }
    }
    dialer.exploreSoon();
  }

  /** What is told to a peer that asks. */
  List<InetSocketAddress> known(Connection asker) {
    var addresses = new ArrayList<InetSocketAddress>();
    for (Connection peer : peers.values()) {
      if (peer != asker && addresses.size() < AddressBook.MAX_IN_ANSWER) {
        peer.dialAddress().ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  // Time.

  private void tick() {
    if (closing) {
      return;
    }
    long now = now();
    List.copyOf(peers.values()).forEach(peer -> peer.tick(now));
    gate.prune(now);
    inboxes.values().removeIf(Inbox::isFinished);
    if (now - exchangedAt > limits().exchange().toNanos()) {
      exchangedAt = now;
      if (wantsPeers() && !peers.isEmpty()) {
        var all = List.copyOf(peers.values());
        all.get(environment.random().nextInt(all.size())).askPeers();
      }
    }
    dialer.explore();
    later(Math.clamp(limits().ping().toMillis() / 2, 10, 1_000), this::tick);
  }

  // Any thread.

  @Nullable Connection peer(PeerId peer) {
    return peers.get(peer);
  }

  Iterable<Connection> peers() {
    return peers.values();
  }

  int points(PeerId peer) {
    return scores.points(peer, now());
  }

  // The end.

  /** Lets everybody go, politely; what is not gone by then is cut off by the caller. */
  void close() {
    closing = true;
    dialer.close();
    List.copyOf(connections).forEach(Connection::leave);
  }

  void cutOff() {
    List.copyOf(connections).forEach(each -> each.end(Reason.SHUTTING_DOWN, false, false));
  }

  /** Whether the last socket is closed. */
  boolean isEmpty() {
    return connections.isEmpty();
  }
}
