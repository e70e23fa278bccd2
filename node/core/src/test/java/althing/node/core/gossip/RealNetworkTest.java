package althing.node.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.Account;
import althing.ledger.crypto.Ed25519;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.types.Amount;
import althing.node.core.SystemEnvironment;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import althing.node.core.mempool.PoolSettings;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same gossip on real threads over real sockets, for what virtual time cannot show: races. */
class RealNetworkTest {

  private static final int NODES = 3;
  private static final int TRANSFERS = 200;

  @Test
  void what_is_handed_in_anywhere_is_everywhere() throws Exception {
    var nodes = new ArrayList<Node>();
    try (var environment = new SystemEnvironment();
        ExecutorService verifiers = Executors.newFixedThreadPool(2)) {
      try {
        for (int i = 0; i < NODES; i++) {
          nodes.add(new Node(i, nodes, environment, verifiers));
        }
        await(() -> nodes.stream().allMatch(node -> node.network.connected().size() == NODES - 1));
        List<List<SignedTransaction>> transfers =
            IntStream.range(0, NODES).mapToObj(RealNetworkTest::transfers).toList();
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < NODES; i++) {
          int number = i;
          clients.add(
              Thread.ofPlatform()
                  .start(() -> transfers.get(number).forEach(nodes.get(number)::submit)));
        }
        for (Thread client : clients) {
          client.join();
        }
        await(() -> nodes.stream().allMatch(node -> node.pool.size() == NODES * TRANSFERS));
        for (Node node : nodes) {
          assertThat(node.pool.pending(NODES * TRANSFERS)).hasSize(NODES * TRANSFERS);
          assertThat(node.meters.get("althing.gossip.penalties").counter().count()).isZero();
        }
      } finally {
        nodes.forEach(Node::close);
      }
    }
  }

  private static List<SignedTransaction> transfers(int sender) {
    return IntStream.range(0, TRANSFERS)
        .mapToObj(nonce -> GossipWorld.transfer(sender, nonce))
        .toList();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime() - end).as("within a minute").isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static final class Node implements PeerHandler, AutoCloseable {
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Network network;
    final Mempool pool;
    final Intake intake;
    final TransactionGossip gossip;

    Node(int number, List<Node> others, SystemEnvironment environment, ExecutorService verifiers)
        throws IOException {
      network =
          new Network(
              NetworkSettings.listening("127.0.0.1", 0)
                  .withStaticPeers(
                      others.stream()
                          .map(node -> node.network.localAddress().getPort())
                          .map(port -> PeerAddress.of("127.0.0.1", port))
                          .toList()),
              identity(number),
              new byte[32],
              1,
              this,
              meters,
              new SystemNetworkEnvironment());
      pool =
          new Mempool(
              PoolSettings.DEFAULT,
              _ -> new Account(0, Amount.ofSp(1_000_000)),
              environment::nowMillis);
      intake =
          new Intake(
              pool,
              PoolSettings.DEFAULT,
              () ->
                  new Intake.Terms(
                      new TransactionRules(GossipWorld.CHAIN, 30_000_000, true), Amount.ONE));
      gossip =
          new TransactionGossip(
              GossipSettings.DEFAULT,
              network,
              environment,
              verifiers,
              pool,
              intake::submit,
              meters);
      network.start();
    }

    void submit(SignedTransaction transaction) {
      if (intake.submit(transaction.encoded()) instanceof Intake.Result.Accepted(var taken)) {
        gossip.accepted(taken);
      }
    }

    @Override
    public void connected(PeerId peer) {
      gossip.onPeerConnected(peer);
    }

    @Override
    public void disconnected(PeerId peer, Reason reason) {
      gossip.onPeerDisconnected(peer);
    }

    @Override
    public void received(PeerId peer, Lane lane, byte[] message) {
      gossip.onMessage(peer, message);
    }

    @Override
    public void close() {
      gossip.close();
      network.close();
    }
  }

  private static Identity identity(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) (number + 1);
    return new Identity() {
      @Override
      public byte[] publicKey() {
        return Ed25519.publicKey(seed);
      }

      @Override
      public byte[] sign(byte[] message) {
        return Ed25519.sign(seed, message);
      }
    };
  }
}
