package althing.node.core.snapshot;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.Validator;
import althing.ledger.account.Accounts;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.execution.TestChain;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.MemoryStore;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.treasury.Treasury;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.NodeApi.RejectedException;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.chain.ChainService;
import althing.node.core.chain.ChainSettings;
import althing.node.core.chain.NodeIdentity;
import althing.node.core.finality.FinalityProver;
import althing.node.core.mempool.PoolSettings;
import althing.node.core.snapshot.SnapshotJoin.Outcome;
import althing.node.core.snapshot.SnapshotMessage.Answer;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import althing.node.network.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A chain, nodes that give its state, and one that wants it, in virtual time. */
final class SnapshotWorld {

  static final Registry REGISTRY = Registry.of(new Protocol(), new Accounts(), new Treasury());
  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final long EPOCH_MILLIS = 60_000;
  private static final ChainSettings SETTINGS =
      new ChainSettings(
          "althing/test",
          5_000,
          new ChainSettings.Production(4, 20, 100, 64),
          PoolSettings.DEFAULT,
          Retention.ARCHIVE);

  final SimulatedEnvironment environment;
  final KeyValueStore source = new MemoryStore();
  final List<Server> servers = new ArrayList<>();
  final Map<PeerId, Integer> points = new TreeMap<>();
  private final Genesis genesis;
  private final ChainService service;
  private final Random random;
  private final PeerId self = id(200);
  private long nonce;
  private @Nullable SnapshotJoin join;
  @Nullable Outcome outcome;

  /** A chain with that many accounts more than at its genesis, over some epochs. */
  SnapshotWorld(long seed, int epochs, int accountsAnEpoch) {
    environment = new SimulatedEnvironment(seed, START_MILLIS);
    random = new Random(seed);
    var identity = new NodeIdentity(new byte[32]);
    genesis =
        new Genesis(
            TestChain.CHAIN_ID,
            START_MILLIS,
            Engine.SINGLE,
            List.of(new Validator(TestChain.PROPOSER, identity.nodeKey(), Bytes.EMPTY)),
            Map.of(TestChain.person("alice"), Amount.ofSp(1_000_000)),
            Map.of("epochMillis", EPOCH_MILLIS));
    service =
        ChainService.open(
            SETTINGS,
            genesis,
            REGISTRY,
            source,
            identity,
            Optional.empty(),
            environment,
            new SimpleMeterRegistry(),
            fault -> {
              throw new AssertionError(fault);
            });
    service.start();
    for (int i = 0; i < epochs; i++) {
      grow(accountsAnEpoch);
      environment.run(EPOCH_MILLIS);
    }
    grow(3);
  }

  /** Pays so many new accounts. */
  void grow(int accounts) {
    Hash last = null;
    for (int i = 0; i < accounts; i++) {
      byte[] to = new byte[Address.SIZE];
      random.nextBytes(to);
      last = submit(Address.wrap(to));
    }
    if (last != null) {
      Hash hash = last;
      environment.runUntil(() -> service.chain().transactionPlace(hash).isPresent());
    }
  }

  private Hash submit(Address to) {
    SignedTransaction transfer =
        TransactionCodec.sign(
            new Transaction.DynamicFee(
                Amount.of(TestChain.CHAIN_ID),
                nonce++,
                Amount.of(1_000_000_000),
                Amount.of(20_000_000_000L),
                21_000,
                to,
                Amount.ONE_SP,
                Bytes.EMPTY,
                List.of()),
            TestChain.key("alice"));
    try {
      return service.submit(transfer.encoded());
    } catch (RejectedException e) {
      throw new AssertionError(e);
    }
  }

  ChainStore chain() {
    return open(source);
  }

  ChainStore open(KeyValueStore store) {
    return ChainStore.open(store, TestChain.CHAIN_ID, Retention.ARCHIVE, REGISTRY);
  }

  BlockCommit genesisBlock() {
    return ChainService.genesisBlock(REGISTRY, genesis);
  }

  FinalityProver prover(ChainStore chain) {
    return new FinalityProver(chain, service.proofs());
  }

  /** The newest block whose state is given. */
  long offered() {
    return SnapshotHead.newest(chain(), chain().headHeight());
  }

  byte[] head() {
    return SnapshotHead.read(chain(), prover(chain()), offered());
  }

  static PeerId id(int number) {
    byte[] key = new byte[PeerId.SIZE];
    key[0] = (byte) number;
    return PeerId.of(key);
  }

  /** One that gives the state of the chain, connected unless the joiner has it banned. */
  Server server() {
    var server = new Server(id(servers.size() + 1));
    servers.add(server);
    SnapshotJoin now = join;
    if (now != null) {
      now.connected(server.id);
    }
    return server;
  }

  int points(Server server) {
    return points.getOrDefault(server.id, 0);
  }

  /** Begins to join, or begins again. */
  SnapshotJoin join(KeyValueStore store) {
    outcome = null;
    var joining =
        new SnapshotJoin(
            store,
            new SnapshotJoin.Chain(genesisBlock(), REGISTRY, this::open),
            environment,
            ended -> outcome = ended);
    join = joining;
    joining.start(new Joiner());
    for (Server server : servers) {
      if (!server.gone) {
        joining.connected(server.id);
      }
    }
    return joining;
  }

  /** The joining process dies. */
  void kill() {
    join = null;
    for (Server server : servers) {
      server.server.disconnected(self);
    }
  }

  /** Says something else than the truth, or nothing. */
  interface Lie extends UnaryOperator<@Nullable Answer> {}

  /** One that gives the state. */
  final class Server implements PeerNetwork {
    final PeerId id;
    final Map<String, Integer> sent = new HashMap<>();
    private final SnapshotServer server;
    private Lie lie = answer -> answer;
    private long delayMillis;
    private boolean gone;

    private Server(PeerId id) {
      this.id = id;
      server = new SnapshotServer(chain(), prover(chain()), this, environment);
    }

    Server tells(Lie what) {
      lie = what;
      return this;
    }

    Server slow(long millis) {
      delayMillis = millis;
      return this;
    }

    /** Its process ends. */
    void leave() {
      gone = true;
      SnapshotJoin now = join;
      if (now != null) {
        now.disconnected(id, Reason.CONNECTION_LOST);
      }
    }

    int sent(Class<? extends Answer> kind) {
      return sent.getOrDefault(kind.getSimpleName(), 0);
    }

    @Override
    public Set<PeerId> connected() {
      return Set.of(self);
    }

    @Override
    public boolean send(PeerId peer, Lane lane, byte[] message) {
      byte[] told = message;
      try {
        if (SnapshotCodec.decode(message) instanceof Answer answer) {
          Answer instead = lie.apply(answer);
          if (instead == null) {
            return true;
          }
          sent.merge(instead.getClass().getSimpleName(), 1, Integer::sum);
          told = SnapshotCodec.encode(instead);
        }
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
      byte[] bytes = told;
      SnapshotJoin to = join;
      environment.schedule(
          1 + random.nextInt(20) + delayMillis,
          () -> {
            if (to != null && to == join && !gone) {
              to.received(id, lane, bytes);
            }
          });
      return true;
    }

    @Override
    public int broadcast(Lane lane, byte[] message) {
      throw new AssertionError("nothing here is for everybody");
    }

    @Override
    public void penalise(PeerId peer, int more, String reason) {
      throw new AssertionError("the joiner is honest: " + reason);
    }
  }

  /** What the joiner sees of the others. */
  private final class Joiner implements PeerNetwork {
    private final SnapshotJoin here = SnapshotWorld.this.current();
    private final Set<PeerId> banned = new HashSet<>();

    private Optional<Server> server(PeerId peer) {
      return servers.stream()
          .filter(server -> server.id.equals(peer) && !server.gone && !banned.contains(peer))
          .findFirst();
    }

    @Override
    public Set<PeerId> connected() {
      var all = new HashSet<PeerId>();
      servers.forEach(server -> server(server.id).ifPresent(open -> all.add(open.id)));
      return all;
    }

    @Override
    public boolean send(PeerId peer, Lane lane, byte[] message) {
      Optional<Server> to = server(peer);
      to.ifPresent(server ->
          environment.schedule(
              1 + random.nextInt(20),
              () -> {
                if (here == join && !server.gone) {
                  server.server.received(self, message);
                }
              }));
      return to.isPresent();
    }

    @Override
    public int broadcast(Lane lane, byte[] message) {
      throw new AssertionError("nothing here is for everybody");
    }

    @Override
    public void penalise(PeerId peer, int more, String reason) {
      int sum = points.merge(peer, more, Integer::sum);
      if (sum >= 100 && banned.add(peer)) {
        environment.schedule(
            0,
            () -> {
              if (here == join) {
                here.disconnected(peer, Reason.MISBEHAVED);
              }
            });
      }
    }
  }

  private SnapshotJoin current() {
    SnapshotJoin now = join;
    if (now == null) {
      throw new IllegalStateException("nobody joins");
    }
    return now;
  }
}
