package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A network on loopback that notes what its handler is told. */
final class TestNode implements AutoCloseable {

  record Received(PeerId from, Lane lane, byte[] message) {}

  record Refused(Reason reason, boolean byPeer) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final List<Received> received = new CopyOnWriteArrayList<>();
  final List<Refused> refused = new CopyOnWriteArrayList<>();
  final List<String> events = new CopyOnWriteArrayList<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final Network network;

  /** Peers whose messages the handler does not return from until the latch opens. */
  private final Map<PeerId, CountDownLatch> stuck = new ConcurrentHashMap<>();

  private final Keys keys;

  private TestNode(Keys keys, byte[] chain, int version, NetworkSettings settings) {
    this.keys = keys;
    network =
        new Network(
            settings,
            keys,
            chain,
            version,
            new PeerHandler() {
              @Override
              public void connected(PeerId peer) {
                events.add("connected " + peer);
              }

              @Override
              public void disconnected(PeerId peer, Reason reason) {
                events.add("disconnected " + peer + " " + reason);
              }

              @Override
              public void received(PeerId peer, Lane lane, byte[] message) {
                CountDownLatch latch = stuck.get(peer);
                if (latch != null) {
                  try {
                    latch.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }
                received.add(new Received(peer, lane, message));
              }

              @Override
              public void refused(SocketAddress remote, Reason reason, boolean byPeer) {
                refused.add(new Refused(reason, byPeer));
              }
            },
            metrics,
            new SystemNetworkEnvironment());
  }

  static TestNode start(int number, UnaryOperator<NetworkSettings> change) throws IOException {
    return start(number, Keys.CHAIN, Keys.VERSION, change);
  }

  static TestNode start(int number) throws IOException {
    return start(number, settings -> settings);
  }

  static TestNode start(
      int number, byte[] chain, int version, UnaryOperator<NetworkSettings> change)
      throws IOException {
    var node =
        new TestNode(
            Keys.of(number),
            chain,
            version,
            change.apply(NetworkSettings.listening("127.0.0.1", 0)));
    node.network.start();
    return node;
  }

  static TestNode startTo(int number, TestNode... others) throws IOException {
    return start(
        number,
        settings ->
            settings.withStaticPeers(List.of(others).stream().map(TestNode::address).toList()));
  }

  PeerAddress address() {
    return PeerAddress.of("127.0.0.1", network.localAddress().getPort());
  }

  PeerId id() {
    return keys.peer();
  }

  boolean isConnectedTo(TestNode other) {
    return network.peers().stream().anyMatch(peer -> peer.peer().equals(other.id()));
  }

  PeerSnapshot peer(TestNode other) {
    return network.peers().stream()
        .filter(peer -> peer.peer().equals(other.id()))
        .findFirst()
        .orElseThrow();
  }

  void stickOn(TestNode other) {
    stuck.put(other.id(), new CountDownLatch(1));
  }

  void unstick(TestNode other) {
    CountDownLatch latch = stuck.remove(other.id());
    if (latch != null) {
      latch.countDown();
    }
  }

  void awaitConnected(TestNode other) {
    await("connection", () -> isConnectedTo(other) && other.isConnectedTo(this));
  }

  double count(String counter, String... tags) {
    return metrics.get("althing.network." + counter).tags(tags).counter().count();
  }

  /** Waits for what must come about, a minute at most. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("%s within a minute", what).isNegative();
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    stuck.values().forEach(CountDownLatch::countDown);
    network.close();
  }
}
