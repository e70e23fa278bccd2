package althing.node.core.gossip;

import althing.ledger.account.Account;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.TransactionRules;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import althing.node.core.mempool.PoolSettings;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Nodes that talk over links of one millisecond, in virtual time. As in the real network, messages
 * of one peer come in order and a peer with 100 points is cut off.
 */
final class GossipWorld {

  static final Amount CHAIN = Amount.of(930);

  private static final Amount GWEI = Amount.of(1_000_000_000);
  private static final Amount RICH = Amount.ofSp(1_000_000);
  private static final int BAN_AT = 100;

  final SimulatedEnvironment environment;
  final Map<PeerId, Station> stations = new LinkedHashMap<>();

  /** Messages that do not arrive, by receiver and content. */
  BiPredicate<PeerId, byte[]> lost = (_, _) -> false;

  GossipWorld(long seed) {
    environment = new SimulatedEnvironment(seed, 1_800_000_000_000L);
  }

  static PeerId peer(int number) {
    byte[] key = new byte[PeerId.SIZE];
    key[0] = (byte) number;
    return PeerId.of(key);
  }

  /** A transfer that anybody of the world accepts. */
  static SignedTransaction transfer(int sender, long nonce) {
    return transfer(sender, nonce, CHAIN, Bytes.EMPTY);
  }

  static SignedTransaction transfer(int sender, long nonce, Amount chain, Bytes data) {
    return TransactionCodec.sign(
        new Transaction.DynamicFee(
            chain,
            nonce,
            GWEI,
            GWEI.times(20),
            21_000 + 40L * data.size(),
            Address.ZERO,
            Amount.ZERO,
            data,
            List.of()),
        key(sender));
  }

  static byte[] key(int number) {
    byte[] key = new byte[32];
    key[0] = 1;
    key[30] = (byte) (number >> 8);
    key[31] = (byte) number;
    return key;
  }

  /** Nodes that are connected with each other. */
  List<Node> mesh(int count) {
    var nodes = new ArrayList<Node>();
    for (int i = 0; i < count; i++) {
      Node node = new Node(peer(i + 1), GossipSettings.DEFAULT);
      nodes.forEach(other -> connect(node, other));
      nodes.add(node);
    }
    return nodes;
  }

  void connect(Station a, Station b) {
    a.links.add(b.id);
    b.links.add(a.id);
    a.connected(b.id);
    b.connected(a.id);
  }

  void disconnect(Station a, Station b) {
    if (a.links.remove(b.id)) {
      b.links.remove(a.id);
      a.disconnected(b.id);
      b.disconnected(a.id);
    }
  }

  /** Whoever is at one end of links. */
  abstract class Station implements PeerNetwork {
    final PeerId id;
    final Set<PeerId> links = new HashSet<>();
    final Map<PeerId, Integer> points = new HashMap<>();

    /** Peers whose lanes are full. */
    final Set<PeerId> stuck = new HashSet<>();

    Station(PeerId id) {
      this.id = id;
      stations.put(id, this);
    }

    abstract void connected(PeerId peer);

    abstract void disconnected(PeerId peer);

    abstract void received(PeerId from, byte[] message);

    int pointsOf(Station other) {
      return points.getOrDefault(other.id, 0);
    }

    @Override
    public Set<PeerId> connected() {
      return Set.copyOf(links);
    }

    @Override
    public boolean send(PeerId peer, Lane lane, byte[] message) {
      if (!links.contains(peer) || stuck.contains(peer)) {
        return false;
      }
      environment.schedule(1, () -> deliver(peer, message));
      return true;
    }

    private void deliver(PeerId to, byte[] message) {
      if (links.contains(to) && !lost.test(to, message)) {
        stations.get(to).received(id, message);
      }
    }

    @Override
    public int broadcast(Lane lane, byte[] message) {
      return (int) List.copyOf(links).stream().filter(peer -> send(peer, lane, message)).count();
    }

    @Override
    public void penalise(PeerId peer, int added, String reason) {
      if (points.merge(peer, added, Integer::sum) >= BAN_AT) {
        environment.schedule(0, () -> disconnect(this, stations.get(peer)));
      }
    }
  }

  /** A node that gossips. */
  final class Node extends Station {
    final Map<Address, Account> accounts = new HashMap<>();
    final Mempool pool;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Hash> submitted = new ArrayList<>();
    final TransactionGossip gossip;
    private final Intake intake;

    Node(PeerId id, GossipSettings settings) {
      this(id, settings, PoolSettings.DEFAULT);
    }

    Node(PeerId id, GossipSettings settings, PoolSettings poolSettings) {
      super(id);
      pool =
          new Mempool(
              poolSettings,
              address -> accounts.getOrDefault(address, new Account(0, RICH)),
              environment::nowMillis);
      intake =
          new Intake(
              pool,
              poolSettings,
              () -> new Intake.Terms(new TransactionRules(CHAIN, 30_000_000, true), GWEI));
      gossip =
          new TransactionGossip(
              settings,
              this,
              environment,
              environment.lane("verify"),
              pool,
              envelope -> {
                submitted.add(TransactionCodec.hash(envelope));
                return intake.submit(envelope);
              },
              meters);
    }

    /** A client hands in what must be accepted. */
    SignedTransaction submit(SignedTransaction transaction) {
      if (!(intake.submit(transaction.encoded()) instanceof Intake.Result.Accepted(var taken))) {
        throw new AssertionError("not accepted: " + transaction);
      }
      gossip.accepted(taken);
      return transaction;
    }

    boolean has(SignedTransaction transaction) {
      return pool.isKnown(transaction.hash());
    }

    long count(String counter) {
      return (long) meters.get("althing.gossip." + counter).counter().count();
    }

    long fetching() {
      return (long) meters.get("althing.gossip.fetching").gauge().value();
    }

    @Override
    void connected(PeerId peer) {
      gossip.onPeerConnected(peer);
    }

    @Override
    void disconnected(PeerId peer) {
      gossip.onPeerDisconnected(peer);
    }

    @Override
    void received(PeerId from, byte[] message) {
      gossip.onMessage(from, message);
    }
  }

  /** A peer that says what the test tells it to, and notes what it hears. */
  final class Actor extends Station {
    final List<Hash> heard = new ArrayList<>();
    final List<TransactionMessage.Request> asked = new ArrayList<>();
    final List<TransactionMessage.Answer> answers = new ArrayList<>();

    /** What it has to say to a request. */
    BiConsumer<PeerId, TransactionMessage.Request> answer = (_, _) -> {};

    Actor(int number) {
      super(peer(number));
    }

    void say(Station to, TransactionMessage message) {
      send(to.id, Lane.TRANSACTIONS, TransactionMessageCodec.encode(message));
    }

    void announce(Station to, SignedTransaction... transactions) {
      say(
          to,
          new TransactionMessage.Announcement(
              List.of(transactions).stream().map(SignedTransaction::hash).toList()));
    }

    /** Answers requests with these envelopes, whatever was asked. */
    Actor answering(Bytes... envelopes) {
      answer =
          (from, request) ->
              say(
                  stations.get(from),
                  new TransactionMessage.Answer(request.id(), List.of(envelopes)));
      return this;
    }

    @Override
    void connected(PeerId peer) {}

    @Override
    void disconnected(PeerId peer) {}

    @Override
    void received(PeerId from, byte[] message) {
      switch (TransactionMessageCodec.decode(message)) {
        case TransactionMessage.Announcement(var hashes) -> heard.addAll(hashes);
        case TransactionMessage.Request request -> {
          asked.add(request);
          answer.accept(from, request);
        }
        case TransactionMessage.Answer told -> answers.add(told);
      }
    }
  }
}
