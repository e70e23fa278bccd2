package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.ledger.chain.ChainStore;
import althing.ledger.execution.TestChain;
import althing.ledger.port.MemoryStore;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.Environment;
import althing.node.core.NodeApi.RejectedException;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.evidence.EvidenceFile;
import althing.node.core.journal.JournalFile;
import althing.node.core.snapshot.SnapshotJoin;
import althing.node.network.Lane;
import althing.node.network.PeerHandler;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several nodes of one chain in virtual time, over a network that loses nothing unless told to. */
final class Cluster {

  final SimulatedEnvironment environment;
  final Genesis genesis;
  final List<Node> nodes = new ArrayList<>();
  private final Random random;
  private final Path directory;

  /** Written by the validators if the engine is {@code raft}. */
  final SimulatedLog log;

  /** Links that are cut, as the numbers of both ends, the lower one first. */
  private final Set<List<Integer>> cut = new java.util.HashSet<>();

  private final Map<String, Long> nonces = new HashMap<>();

  Cluster(long seed, int validators, Path directory) {
    this(seed, validators, directory, Engine.PBFT);
  }

  Cluster(long seed, int validators, Path directory, Engine engine) {
    environment = TestNode.environment(seed);
    random = new Random(seed);
    this.directory = directory;
    genesis = genesis(validators, engine, Map.of());
    log = new SimulatedLog(environment, validators);
    for (int number = 0; number < validators; number++) {
      nodes.add(new Node(number));
    }
  }

  static Genesis genesis(int validators, Map<String, Long> parameters) {
    return genesis(validators, Engine.PBFT, parameters);
  }

  private static Genesis genesis(int validators, Engine engine, Map<String, Long> parameters) {
    Map<String, Long> all = new HashMap<>(Map.of("epochMillis", TestNode.EPOCH_MILLIS));
    all.putAll(parameters);
    Map<Address, Amount> accounts = new HashMap<>();
    for (String name : List.of("alice", "bob", "carol", "dave")) {
      accounts.put(TestChain.person(name), Amount.ofSp(10_000));
    }
    var seats = new ArrayList<Validator>();
    for (int number = 0; number < validators; number++) {
      seats.add(
          new Validator(
              TestChain.person("validator " + number),
              TestNode.identity(number + 1).nodeKey(),
              Bytes.EMPTY));
    }
    return new Genesis(TestChain.CHAIN_ID, TestNode.START_MILLIS, engine, seats, accounts, all);
  }

  Cluster started() {
    nodes.forEach(Node::start);
    return this;
  }

  /** One more node, which has no seat. */
  Node observer() {
    var node = new Node(nodes.size());
    nodes.add(node);
    return node;
  }

  SignedTransaction transfer(String from, String to) {
    long nonce = nonces.merge(from, 1L, Long::sum) - 1;
    return TestNode.transfer(from, nonce, to, Amount.ONE_SP);
  }

  void cut(int a, int b) {
    cut.add(link(a, b));
  }

  void heal() {
    cut.clear();
  }

  private static List<Integer> link(int a, int b) {
    return List.of(Math.min(a, b), Math.max(a, b));
  }

  /** All running nodes have the same chain up to the lowest of their heads. */
  void requireAgreement() {
    long lowest = nodes.stream().filter(Node::runs).mapToLong(Node::height).min().orElseThrow();
    for (long height = 1; height <= lowest; height++) {
      Hash first = null;
      for (Node node : nodes) {
        if (node.runs()) {
          Hash hash = node.running().chain().blockHash(height).orElseThrow();
          if (first != null && !first.equals(hash)) {
            throw new AssertionError("two blocks at height " + height);
          }
          first = hash;
        }
      }
    }
  }

  /** One node, which may be killed and started again. */
  final class Node {
    final int number;
    final NodeIdentity identity;
    final List<Throwable> faults = new ArrayList<>();
    final List<String> penalties = new ArrayList<>();
    final MemoryStore store = new MemoryStore();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Path journal;
    private @Nullable ChainService service;
    private @Nullable PeerHandler handler;
    private @Nullable Life life;
    private @Nullable JournalFile opened;

    private Node(int number) {
      this.number = number;
      identity = TestNode.identity(number + 1);
      journal = directory.resolve("journal-" + number);
      try {
        Files.createDirectories(journal);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      JournalFile.found(journal, random::nextLong);
    }

    boolean runs() {
      return service != null;
    }

    ChainService running() {
      ChainService now = service;
      if (now == null) {
        throw new IllegalStateException("node " + number + " does not run");
      }
      return now;
    }

    long height() {
      return running().chain().headHeight();
    }

    Node start() {
      var begun = new Life();
      life = begun;
      meters = new SimpleMeterRegistry();
      var chain =
          ChainService.open(
              TestNode.SETTINGS,
              genesis,
              TestNode.REGISTRY,
              store,
              identity,
              Optional.of(
                  new Surroundings(
                      blocks -> {
                        var file = JournalFile.open(journal, blocks, random::nextLong);
                        opened = file;
                        return file;
                      },
                      EvidenceFile.open(journal.resolveSibling("evidence-" + number)),
                      number < genesis.validators().size()
                          ? Optional.of(log.member(number))
                          : Optional.empty(),
                      peers -> {
                        handler = peers;
                        return new Peers(this);
                      })),
              begun,
              meters,
              faults::add);
      service = chain;
      chain.start();
      for (Node other : nodes) {
        if (other != this && other.runs() && !cut.contains(link(number, other.number))) {
          other.tell(peers -> peers.connected(id()));
          tell(peers -> peers.connected(other.id()));
        }
      }
      return this;
    }

    /** Begins with the state of a block that the others give, and starts when it is there. */
    Node join() {
      var begun = new Life();
      life = begun;
      var joining =
          new SnapshotJoin(
              store,
              new SnapshotJoin.Chain(
                  ChainService.genesisBlock(TestNode.REGISTRY, genesis),
                  TestNode.REGISTRY,
                  opened ->
                      ChainStore.open(
                          opened,
                          TestChain.CHAIN_ID,
                          TestNode.SETTINGS.retention(),
                          TestNode.REGISTRY)),
              begun,
              outcome -> {
                assertThat(outcome).isInstanceOf(SnapshotJoin.Outcome.Joined.class);
                begun.close();
                environment.schedule(1, this::start);
              });
      handler = joining;
      joining.start(new Peers(this));
      for (Node other : nodes) {
        if (other != this && other.runs()) {
          tell(peers -> peers.connected(other.id()));
        }
      }
      return this;
    }

    /** The process dies; what was not synced is lost. */
    void kill() {
      Life ended = life;
      if (ended != null) {
        ended.over = true;
      }
      life = null;
      service = null;
      log.died(number);
      handler = null;
      JournalFile file = opened;
      if (file != null) {
        file.close();
      }
      for (Node other : nodes) {
        if (other.runs()) {
          other.tell(peers -> peers.disconnected(id(), Reason.CONNECTION_LOST));
        }
      }
    }

    PeerId id() {
      return new PeerId(identity.nodeKey());
    }

    Hash submit(SignedTransaction transaction) {
      try {
        return running().submit(transaction.encoded());
      } catch (RejectedException e) {
        throw new AssertionError(e);
      }
    }

    boolean isFinal(Hash transaction) {
      return running().chain().transactionPlace(transaction).isPresent();
    }

    Amount balance(String name) {
      return running().balance(TestChain.person(name), height());
    }

    /** Bytes of {@code from} on the engine's lane. */
    void receive(Node from, byte[] message) {
      tell(peers -> peers.received(from.id(), Lane.CONSENSUS, message));
    }

    private void tell(java.util.function.Consumer<PeerHandler> news) {
      PeerHandler now = handler;
      if (now != null) {
        news.accept(now);
      }
    }
  }

  /** Clock and lanes of one life of a node: nothing happens after its end. */
  private final class Life implements Environment {
    private boolean over;

    private Runnable whileAlive(Runnable task) {
      return () -> {
        if (!over) {
          task.run();
        }
      };
    }

    @Override
    public long nowMillis() {
      return environment.nowMillis();
    }

    @Override
    public long nanoTime() {
      return environment.nanoTime();
    }

    @Override
    public Executor lane(String name) {
      Executor lane = environment.lane(name);
      return task -> lane.execute(whileAlive(task));
    }

    @Override
    public Alarm schedule(long delayMillis, Runnable task) {
      return environment.schedule(delayMillis, whileAlive(task));
    }

    @Override
    public void close() {
      over = true;
    }
  }

  /** What a node sees of the others. Messages of one link arrive in the order sent. */
  private final class Peers implements PeerNetwork {
    private final Node self;
    private final Map<Integer, Executor> links = new HashMap<>();

    Peers(Node self) {
      this.self = self;
    }

    private Optional<Node> reach(PeerId peer) {
      Function<Node, Boolean> isOpen =
          node ->
              node != self
                  && node.handler != null
                  && node.id().equals(peer)
                  && !cut.contains(link(self.number, node.number));
      return nodes.stream().filter(isOpen::apply).findFirst();
    }

    @Override
    public Set<PeerId> connected() {
      var all = new TreeSet<PeerId>();
      for (Node node : nodes) {
        reach(node.id()).ifPresent(other -> all.add(other.id()));
      }
      return all;
    }

    @Override
    public boolean send(PeerId peer, Lane lane, byte[] message) {
      Optional<Node> to = reach(peer);
      to.ifPresent(node ->
          links
              .computeIfAbsent(node.number, _ -> environment.lane("link"))
              .execute(() -> {
                if (!cut.contains(link(self.number, node.number))) {
                  node.tell(peers -> peers.received(self.id(), lane, message));
                }
              }));
      return to.isPresent();
    }

    @Override
    public int broadcast(Lane lane, byte[] message) {
      int taken = 0;
      for (PeerId peer : connected()) {
        taken += send(peer, lane, message) ? 1 : 0;
      }
      return taken;
    }

    @Override
    public void penalise(PeerId peer, int points, String reason) {
      self.penalties.add(reason);
    }
  }
}
