package althing.node.app.devnet;

import althing.genesis.key.NodeKey;
import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Bytes;
import althing.node.core.chain.ChainService;
import althing.node.network.Identity;
import althing.node.network.Lane;
import althing.node.network.Network;
import althing.node.network.NetworkSettings;
import althing.node.network.PeerAddress;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.Reason;
import althing.node.network.SystemNetworkEnvironment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Strangers that do to one node what they can: connections that say nothing, bytes that are no
 * handshake, and, with keys of their own, messages of nothing on all lanes.
 */
final class Flood implements AutoCloseable {

  /** Connections held open at once. */
  private static final int OPEN = 200;

  /** Messages on each lane of one session. */
  private static final int MESSAGES = 500;

  private final PeerAddress victim;
  private final byte[] genesis;
  private final ExecutorService strangers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger silent = new AtomicInteger();
  private final AtomicInteger garbled = new AtomicInteger();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile boolean over;

  Flood(PeerAddress victim, Bytes genesis) {
    this.victim = victim;
    this.genesis = genesis.toArray();
    strangers.execute(this::sayNothing);
    strangers.execute(this::sayGarbage);
    strangers.execute(this::sendNothings);
  }

  /** Connections that said nothing, so far. */
  int silent() {
    return silent.get();
  }

  /** Connections that sent what is no handshake, so far. */
  int garbled() {
    return garbled.get();
  }

  /** Sessions of strangers with keys of their own, so far. */
  int sessions() {
    return sessions.get();
  }

  /** The strangers run on the victim's machine: they must not be what slows it down. */
  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
  }

  private void sayNothing() {
    var open = new ArrayDeque<Socket>();
    while (!over) {
      try {
        open.add(new Socket(victim.host(), victim.port()));
      } catch (IOException _) {
        // Turned away while it connects.
      }
      silent.incrementAndGet();
      pause();
      if (open.size() > OPEN) {
        closeQuietly(open.remove());
      }
    }
    open.forEach(Flood::closeQuietly);
  }

  private void sayGarbage() {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    // The longest length there is.
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xff;
    while (!over) {
      try (var socket = new Socket(victim.host(), victim.port())) {
        socket.getOutputStream().write(bytes);
      } catch (IOException _) {
        // Turned away.
      }
      garbled.incrementAndGet();
      pause();
    }
  }

  private void sendNothings() {
    for (int number = 0; !over; number++) {
      byte[] seed = new byte[32];
      seed[0] = 99;
      seed[1] = (byte) number;
      seed[2] = (byte) (number >> 8);
      var ended = new CountDownLatch(1);
      try (var network =
          new Network(
              NetworkSettings.listening("127.0.0.1", 0).withStaticPeers(List.of(victim)),
              new Key(NodeKey.of(seed)),
              genesis,
              ChainService.PROTOCOL_VERSION,
              new Ends(ended),
              new SimpleMeterRegistry(),
              new SystemNetworkEnvironment())) {
        network.start();
        flood(network, ended);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void flood(Network network, CountDownLatch ended) {
    try {
      for (int i = 0; i < 500 && network.connected().isEmpty() && !over; i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      if (network.connected().isEmpty()) {
        return;
      }
      sessions.incrementAndGet();
      byte[] nothing = new byte[1 << 10];
      for (int i = 0; i < MESSAGES && ended.getCount() > 0; i++) {
        for (Lane lane : Lane.values()) {
          nothing[0] = (byte) i;
          network.broadcast(lane, nothing.clone());
        }
      }
      boolean _ = ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private record Key(NodeKey key) implements Identity {
    @Override
    public byte[] publicKey() {
      return key.publicKey().toArray();
    }

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(key.seed(), message);
    }
  }

  private record Ends(CountDownLatch ended) implements PeerHandler {
    @Override
    public void connected(PeerId peer) {}

    @Override
    public void disconnected(PeerId peer, Reason reason) {
      ended.countDown();
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {}
  }

  @Override
  public String toString() {
    return "%d silent connections, %d garbled, %d sessions"
        .formatted(silent(), garbled(), sessions());
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    over = true;
    strangers.close();
  }
}
