package althing.node.network;

import althing.ledger.crypto.Ed25519;
import althing.node.network.noise.DhKey;
import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Measures the transport on loopback, all nodes in one process: a flood of messages of 1 KiB, their
 * latency at a fixed rate, four nodes that broadcast to each other, and what an idle connection
 * weighs. Prints the machine's load with each figure.
 *
 * <p>Arguments: seconds of each part (5; 0 leaves all but the last out), idle connections (1000).
 */
final class NetworkBench {

  private static final int SIZE = 1_024;
  private static final OperatingSystemMXBean MACHINE =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private NetworkBench() {}

  /** A node that counts messages, and takes the time of those that carry one. */
  private record Node(Network network, AtomicLong received, Histogram latency) {

    static Node start(int number, List<Node> to) throws IOException {
      var received = new AtomicLong();
      var latency = new ConcurrentHistogram(10_000_000_000L, 3);
      byte[] seed = new byte[32];
      ByteBuffer.wrap(seed).putInt(number);
      var settings =
          NetworkSettings.listening("127.0.0.1", 0)
              .withLimits(generous())
              .withLane(
                  Lane.CONSENSUS,
                  new LaneLimits(1 << 20, 64 << 20, 65_536, 1_000_000_000, 1_000_000_000))
              .withStaticPeers(
                  to.stream()
                      .map(node ->
                          PeerAddress.of("127.0.0.1", node.network().localAddress().getPort()))
                      .toList());
      var network =
          new Network(
              settings,
              new Key(seed),
              new byte[32],
              1,
              new PeerHandler() {
                @Override
                public void connected(PeerId peer) {}

                @Override
                public void disconnected(PeerId peer, Reason reason) {}

                @Override
                public void received(PeerId peer, Lane lane, byte[] message) {
                  received.incrementAndGet();
                  long sentAt = ByteBuffer.wrap(message).getLong();
                  if (sentAt != 0) {
                    latency.recordValue(Math.max(0, System.nanoTime() - sentAt));
                  }
                }
              },
              new SimpleMeterRegistry(),
              new SystemNetworkEnvironment());
      network.start();
      return new Node(network, received, latency);
    }

    void awaitPeers(int count) {
      while (network.peers().size() < count) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private record Key(byte[] seed) implements Identity {
    @Override
    public byte[] publicKey() {
      return Ed25519.publicKey(seed);
    }

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(seed, message);
    }
  }

  public static void main(String[] arguments) throws IOException, ProtocolException {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    int idle = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
    for (int round = 1; round <= (seconds > 0 ? 2 : 0); round++) {
      System.out.println("round " + round);
      flood(seconds);
      pace(seconds, 1_000);
      pace(seconds, 5_000);
      company(seconds, 1_000);
    }
    weigh(idle);
    System.exit(0);
  }

  private static void flood(int seconds) throws IOException {
    var one = Node.start(1, List.of());
    var other = Node.start(2, List.of(one));
    other.awaitPeers(1);
    byte[] message = new byte[SIZE];
    long cpu = MACHINE.getProcessCpuTime();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      if (other.network().broadcast(Lane.CONSENSUS, message) == 0) {
        LockSupport.parkNanos(100_000);
      }
    }
    long received = one.received().get();
    double elapsed = (System.nanoTime() - start) / 1e9;
    print(
        "flood 1 KiB, one way: %.0f messages/s, %.0f MB/s, %.1f us CPU a message both ends",
        received / elapsed,
        received * SIZE / elapsed / 1e6,
        (MACHINE.getProcessCpuTime() - cpu) / 1e3 / received);
    other.network().close();
    one.network().close();
  }

  private static void pace(int seconds, int perSecond) throws IOException {
    var one = Node.start(1, List.of());
    var other = Node.start(2, List.of(one));
    other.awaitPeers(1);
    long cpu = MACHINE.getProcessCpuTime();
    tick(seconds, perSecond, List.of(other));
    print(
        "pace %d/s of 1 KiB, one way: %s, CPU %.0f %% of one core",
        perSecond, percentiles(one.latency()), (MACHINE.getProcessCpuTime() - cpu) / 1e7 / seconds);
    other.network().close();
    one.network().close();
  }

  /** Four nodes, each sending to the three others. */
  private static void company(int seconds, int perSecond) throws IOException {
    var nodes = new ArrayList<Node>();
    for (int i = 1; i <= 4; i++) {
      nodes.add(Node.start(i, nodes));
    }
    nodes.forEach(node -> node.awaitPeers(3));
    long cpu = MACHINE.getProcessCpuTime();
    tick(seconds, perSecond, nodes);
    var all = new Histogram(10_000_000_000L, 3);
    nodes.forEach(node -> all.add(node.latency()));
    print(
        "4 nodes, each broadcasts %d/s of 1 KiB to 3: %d received, %s, CPU %.0f %% of one core",
        perSecond,
        nodes.stream().mapToLong(node -> node.received().get()).sum(),
        percentiles(all),
        (MACHINE.getProcessCpuTime() - cpu) / 1e7 / seconds);
    nodes.forEach(node -> node.network().close());
  }

  private static void tick(int seconds, int perSecond, List<Node> senders) {
    long start = System.nanoTime();
    long total = (long) seconds * perSecond;
    for (long i = 0; i < total; i++) {
      long due = start + i * 1_000_000_000L / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      for (Node sender : senders) {
        byte[] message = new byte[SIZE];
        ByteBuffer.wrap(message).putLong(System.nanoTime());
        sender.network().broadcast(Lane.CONSENSUS, message);
      }
    }
    LockSupport.parkNanos(200_000_000);
  }

  /** The other ends are plain sockets that have shaken hands and are silent since. */
  private static void weigh(int count) throws IOException, ProtocolException {
    var hub = Node.start(1, List.of());
    var others = new ArrayList<SocketChannel>();
    // The first few load classes and fill caches.
    for (int i = 0; i < 20; i++) {
      others.add(shakeHands(hub, 10 + i));
    }
    hub.awaitPeers(20);
    long before = used();
    long start = System.nanoTime();
    for (int i = 20; i < count + 20; i++) {
      others.add(shakeHands(hub, 10 + i));
    }
    hub.awaitPeers(count + 20);
    print(
        "%d connections one after the other: %.2f ms each, both ends",
        count, (System.nanoTime() - start) / 1e6 / count);
    print(
        "%d idle connections: %.1f KiB each, their sockets' objects included; direct %d KiB in all",
        count, (used() - before) / 1024.0 / count, direct() / 1_024);
    for (SocketChannel other : others) {
      other.close();
    }
    hub.network().close();
  }

  private static SocketChannel shakeHands(Node hub, int number)
      throws IOException, ProtocolException {
    byte[] seed = new byte[32];
    ByteBuffer.wrap(seed).putInt(number);
    var credentials = new Handshake.Credentials(new Key(seed), new byte[32], 1, new DhKey(seed));
    seed[31] = 1;
    var handshake = Handshake.initiator(credentials, 0, Optional.empty(), new DhKey(seed));
    var channel = SocketChannel.open(hub.network().localAddress());
    write(channel, Handshake.HELLO, handshake.hello());
    var response = ByteBuffer.allocate(3 + Handshake.RESPONSE_SIZE);
    while (response.hasRemaining() && channel.read(response) >= 0) {}
    write(
        channel,
        Handshake.FINISH,
        handshake.finish(Arrays.copyOfRange(response.array(), 3, response.capacity())));
    return channel;
  }

  private static void write(SocketChannel channel, int kind, byte[] body) throws IOException {
    channel.write(
        ByteBuffer.allocate(3 + body.length)
            .putShort((short) (1 + body.length))
            .put((byte) kind)
            .put(body)
            .flip());
  }

  private static long used() {
    System.gc();
    LockSupport.parkNanos(500_000_000);
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct();
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static String percentiles(Histogram nanos) {
    return "latency us p50 %d p99 %d p99.9 %d max %d"
        .formatted(
            nanos.getValueAtPercentile(50) / 1_000,
            nanos.getValueAtPercentile(99) / 1_000,
            nanos.getValueAtPercentile(99.9) / 1_000,
            nanos.getMaxValue() / 1_000);
  }

  private static void print(String format, Object... values) {
    System.out.printf("load %.1f  ", MACHINE.getSystemLoadAverage());
    System.out.printf(format + "%n", values);
  }

  private static NetworkLimits generous() {
    return TestLimits.with(
        Map.of(
            "maxPeers", 10_000,
            "targetPeers", 0,
            "maxHalfOpen", 10_000,
            "maxHalfOpenPerIp", 10_000,
            "maxPerIp", 10_000,
            "acceptsPerSecond", 1_000_000,
            "acceptsPerSecondPerIp", 1_000_000,
            "framesPerSecond", 10_000_000,
            "handshake", Duration.ofSeconds(60),
            "silence", Duration.ofMinutes(2)));
  }
}
