package althing.node.app.run;

import althing.consensus.PublicKey;
import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.key.NodeKey;
import althing.ledger.chain.BlockCommit;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.crypto.Ed25519;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.Projections;
import althing.node.app.data.DataDirectory;
import althing.node.app.run.LinkControl.Links;
import althing.node.core.Environment;
import althing.node.core.SystemEnvironment;
import althing.node.core.chain.ChainService;
import althing.node.core.chain.ChainSettings;
import althing.node.core.chain.ExecutedProposal;
import althing.node.core.chain.NodeIdentity;
import althing.node.core.chain.Surroundings;
import althing.node.core.engine.ReplicatedLog;
import althing.node.core.evidence.EvidenceFile;
import althing.node.core.journal.JournalFile;
import althing.node.core.snapshot.SnapshotJoin;
import althing.node.network.Identity;
import althing.node.network.Network;
import althing.node.network.NetworkSettings;
import althing.node.network.PeerAddress;
import althing.node.network.PeerHandler;
import althing.node.network.PeerNetwork;
import althing.node.network.SystemNetworkEnvironment;
import althing.node.raft.RatisLog;
import althing.node.raft.RatisSettings;
import althing.node.rpc.RpcConfig;
import althing.node.rpc.RpcServer;
import althing.node.store.RocksDbStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that runs in this process: store, chain and RPC server, in that order. */
public final class RunningNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);
  private static final long STOP_SECONDS = 30;

  /** Directory of the cluster's log, in the data directory. */
  private static final String RAFT = "raft";

  /** Directory of the journal of votes, in the data directory. */
  private static final String JOURNAL = "journal";

  /** Evidence against validators, in the data directory. */
  private static final String EVIDENCE = "evidence";

  private static final long LARGE_HEAP_BYTES = 256L * 1024 * 1024;

  private final RocksDbStore store;
  private final SystemEnvironment environment;
  private final ChainService chain;
  private final RpcServer rpc;
  private final @Nullable Network network;
  private final Links links;
  private final JvmGcMetrics collections;
  private final CompletableFuture<Throwable> fault;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What a node needs to start.
   *
   * @param genesis asked only when the data directory holds no chain yet
   * @param given a genesis that the chain must have begun with; null to take any chain that is
   *     there
   * @param nodeKey signs votes, and says who this node is
   * @param heartbeatMillis longest time without a block; null for the chain's own parameter
   * @param network how it meets its peers; null for none
   * @param sync what it begins with when the data directory holds no chain
   * @param cluster how it reaches the other members of a {@code raft} chain's cluster; null if it
   *     is no member of one
   */
  public record Setup(
      Path dataDir,
      Supplier<Genesis> genesis,
      @Nullable GivenGenesis given,
      NodeKey nodeKey,
      RpcConfig rpc,
      Retention retention,
      @Nullable Long heartbeatMillis,
      String clientVersion,
      @Nullable NetworkSettings network,
      Sync sync,
      @Nullable Cluster cluster) {

    /** Begins with block 0, as no member of a cluster. */
    public Setup(
        Path dataDir,
        Supplier<Genesis> genesis,
        @Nullable GivenGenesis given,
        NodeKey nodeKey,
        RpcConfig rpc,
        Retention retention,
        @Nullable Long heartbeatMillis,
        String clientVersion,
        @Nullable NetworkSettings network) {
      this(
          dataDir,
          genesis,
          given,
          nodeKey,
          rpc,
          retention,
          heartbeatMillis,
          clientVersion,
          network,
          Sync.BLOCKS,
          null);
    }
  }

  /**
   * @param listen address to listen on for the other members
   * @param others the other members
   */
  public record Cluster(
      RatisSettings.Address listen,
      List<RatisSettings.Member> others,
      Optional<RatisSettings.Tls> tls) {}

  /** What a node without a chain begins with. */
  public enum Sync {
    /** Block 0: it runs all blocks itself, and has all of them. */
    BLOCKS,

    /** The state of the newest end of an epoch that peers prove final; it has no block before. */
    SNAPSHOT
  }

  /** A genesis with the file it was read from. */
  public record GivenGenesis(Path file, Genesis genesis) {}

  private RunningNode(
      RocksDbStore store,
      SystemEnvironment environment,
      ChainService chain,
      RpcServer rpc,
      @Nullable Network network,
      Links links,
      JvmGcMetrics collections,
      CompletableFuture<Throwable> fault) {
    this.store = store;
    this.environment = environment;
    this.chain = chain;
    this.rpc = rpc;
    this.network = network;
    this.links = links;
    this.collections = collections;
    this.fault = fault;
  }

  /**
   * Starts a node; when this returns, it answers.
   *
   * @throws CommandFailure when another process uses the data directory, its files are damaged, its
   *     chain began otherwise, the port is taken, or the key is not the validator's
   * @throws StoreException when what the files hold is no whole chain
   */
  public static RunningNode start(Setup setup) {
    var store = DataDirectory.openStore(setup.dataDir());
    var environment = new SystemEnvironment();
    try {
      return start(setup, store, environment);
    } catch (RuntimeException e) {
      environment.close();
      store.close();
      throw e;
    }
  }

  private static RunningNode start(Setup setup, RocksDbStore store, SystemEnvironment environment) {
    Registry registry = Projections.registry();
    boolean founded = begin(setup, store, registry, environment);
    long chainId = ChainStore.chainIdOf(store).orElseThrow();
    StateReader state = ChainStore.open(store, chainId, setup.retention(), registry).newestState();
    GivenGenesis given = setup.given();
    if (given != null) {
      requireGenesis(given, state, setup.dataDir());
    }
    long heartbeatMillis =
        setup.heartbeatMillis() != null
            ? setup.heartbeatMillis()
            : Protocol.parameter(state, Parameters.BLOCK_HEARTBEAT_MILLIS);
    var settings =
        new ChainSettings(
            setup.clientVersion(),
            heartbeatMillis,
            ChainSettings.DEFAULT.production(),
            ChainSettings.DEFAULT.pool(),
            setup.retention());
    String engine = Protocol.chain(state).engine();
    boolean single = engine.equals(Engine.SINGLE.text());
    if (single) {
      requireSeat(state, setup.nodeKey().publicKey());
    }
    requireMembers(setup, state, engine.equals(Engine.RAFT.text()));
    var identity = new NodeIdentity(setup.nodeKey().seed());
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var fault = new CompletableFuture<Throwable>();
    var peers =
        single
            ? null
            : new Peers(
                setup,
                ChainStore.open(store, chainId, setup.retention(), registry),
                environment,
                meters);
    ChainService chain =
        ChainService.resume(
            settings,
            registry,
            store,
            identity,
            Optional.ofNullable(peers).map(Peers::surroundings),
            environment,
            meters,
            fault::complete);
    JvmGcMetrics collections = meter(meters, store);
    Network network = peers == null ? null : peers.network();
    try {
      begin(chain);
      if (network != null) {
        listen(network);
      }
      RpcServer rpc = listen(setup.rpc(), chain, meters);
      if (founded) {
        giveMemoryBack();
      }
      Links links = peers == null ? new StdinWatch.NoLinks() : peers.links();
      return new RunningNode(store, environment, chain, rpc, network, links, collections, fault);
    } catch (CommandFailure e) {
      stop(chain);
      if (network != null) {
        network.close();
      }
      throw e;
    }
  }

  /** Joins the network of a chain, once that asks for it. */
  private static final class Peers {
    private final Setup setup;
    private final ChainStore chain;
    private final Environment environment;
    private final PrometheusMeterRegistry meters;
    private @Nullable Network joined;
    private @Nullable LinkFaults links;

    Peers(Setup setup, ChainStore chain, Environment environment, PrometheusMeterRegistry meters) {
      this.setup = setup;
      this.chain = chain;
      this.environment = environment;
      this.meters = meters;
    }

    Surroundings surroundings() {
      return new Surroundings(
          blocks ->
              JournalFile.open(
                  setup.dataDir().resolve(JOURNAL), blocks, new SecureRandom()::nextLong),
          EvidenceFile.open(setup.dataDir().resolve(EVIDENCE)),
          replicatedLog(),
          handler -> {
            var faults = new LinkFaults(handler, this::join, environment);
            links = faults;
            return faults;
          });
    }

    private Optional<ReplicatedLog> replicatedLog() {
      Cluster cluster = setup.cluster();
      if (cluster == null) {
        return Optional.empty();
      }
      return Optional.of(
          new RatisLog(
              new RatisSettings(
                  setup.dataDir().resolve(RAFT),
                  key(setup.nodeKey().publicKey()),
                  cluster.listen(),
                  cluster.others(),
                  cluster.tls(),
                  RatisSettings.Pace.STANDARD),
              ExecutedProposal.id(chain.genesisHash().orElseThrow()),
              chain.headHeight() > 0));
    }

    private PeerNetwork join(PeerHandler handler) {
      var network = RunningNode.network(setup, chain.genesisHash().orElseThrow(), handler, meters);
      joined = network;
      return network;
    }

    Network network() {
      Network network = joined;
      if (network == null) {
        throw new IllegalStateException("the chain did not join the network");
      }
      return network;
    }

    LinkFaults links() {
      LinkFaults faults = links;
      if (faults == null) {
        throw new IllegalStateException("the chain did not join the network");
      }
      return faults;
    }
  }

  /** Makes block 0 in the setup's data directory unless there is one, and starts nothing. */
  public static void found(Setup setup) {
    try (var store = DataDirectory.openStore(setup.dataDir())) {
      found(setup, store, Projections.registry());
    }
  }

  /** Makes block 0 unless there is one; answers whether it did. */
  private static boolean found(Setup setup, RocksDbStore store, Registry registry) {
    if (ChainStore.chainIdOf(store).isPresent()) {
      return false;
    }
    Genesis genesis = setup.genesis().get();
    foundJournal(setup, genesis);
    open(setup, store, registry, genesis);
    return true;
  }

  /** As {@link #found}, or with a snapshot. */
  private static boolean begin(
      Setup setup, RocksDbStore store, Registry registry, SystemEnvironment environment) {
    if (setup.sync() == Sync.BLOCKS || ChainStore.chainIdOf(store).isPresent()) {
      return found(setup, store, registry);
    }
    Genesis genesis = setup.genesis().get();
    if (genesis.engine() != Engine.PBFT) {
      throw CommandFailure.usage(
          "--sync snapshot: only a chain of engine pbft gives one, not of %s"
              .formatted(genesis.engine().text()));
    }
    foundJournal(setup, genesis);
    if (!joined(setup, store, registry, genesis, environment)) {
      LOG.info("no peer offers a snapshot: beginning with block 0");
      open(setup, store, registry, genesis);
    }
    return true;
  }

  private static void foundJournal(Setup setup, Genesis genesis) {
    Path journal = setup.dataDir().resolve(JOURNAL);
    // Before the chain: a chain without a journal is one that has lost it.
    if (genesis.engine() == Engine.PBFT && !JournalFile.isThere(journal)) {
      JournalFile.found(journal, new SecureRandom()::nextLong);
    }
  }

  private static void open(Setup setup, RocksDbStore store, Registry registry, Genesis genesis) {
    ChainStore chain = ChainStore.open(store, genesis.chainId(), setup.retention(), registry);
    ChainService.found(chain, registry, genesis);
  }

  /** Gets the state of a block from peers; answers false if they have none to give. */
  private static boolean joined(
      Setup setup,
      RocksDbStore store,
      Registry registry,
      Genesis genesis,
      SystemEnvironment environment) {
    BlockCommit first = ChainService.genesisBlock(registry, genesis);
    var outcome = new CompletableFuture<SnapshotJoin.Outcome>();
    var join =
        new SnapshotJoin(
            store,
            new SnapshotJoin.Chain(
                first,
                registry,
                opened -> ChainStore.open(opened, genesis.chainId(), setup.retention(), registry)),
            environment,
            outcome::complete);
    Network network = network(setup, first.block().hash(), join, new SimpleMeterRegistry());
    try {
      join.start(network);
      listen(network);
      return switch (outcome.get()) {
        case SnapshotJoin.Outcome.Joined _ -> true;
        case SnapshotJoin.Outcome.NothingOffered _ -> false;
        case SnapshotJoin.Outcome.Failed(var problem) -> throw problem;
      };
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the wait for a snapshot was broken off", e);
    } finally {
      network.close();
    }
  }

  private static Network network(
      Setup setup, Hash genesis, PeerHandler handler, MeterRegistry meters) {
    NetworkSettings settings = setup.network();
    if (settings == null) {
      throw CommandFailure.usage("the chain has several validators: --p2p-port is missing");
    }
    return new Network(
        settings,
        new Identity() {
          @Override
          public byte[] publicKey() {
            return setup.nodeKey().publicKey().toArray();
          }

          @Override
          public byte[] sign(byte[] message) {
            return Ed25519.sign(setup.nodeKey().seed(), message);
          }
        },
        genesis.toBytes().toArray(),
        ChainService.PROTOCOL_VERSION,
        handler,
        meters,
        new SystemNetworkEnvironment());
  }

  /**
   * Block 0 with many accounts takes a heap that the node never needs again, and the Java machine
   * gives a heap back only where it collects all of it.
   */
  private static void giveMemoryBack() {
    if (Runtime.getRuntime().totalMemory() > LARGE_HEAP_BYTES) {
      System.gc();
    }
  }

  private static void requireGenesis(GivenGenesis given, StateReader state, Path dataDir) {
    Bytes founded = Protocol.chain(state).genesisHash();
    if (!founded.equals(given.genesis().hash().toBytes())) {
      throw CommandFailure.notVerified(
          "%s: this is genesis %s, the chain in %s began with %s"
              .formatted(given.file(), given.genesis().hash(), dataDir, founded));
    }
  }

  private static void requireSeat(StateReader state, Bytes publicKey) {
    List<Seat> seats = Protocol.validators(state);
    if (seats.stream().noneMatch(each -> each.nodeKey().equals(publicKey))) {
      throw CommandFailure.failed("node key %s holds no seat on this chain".formatted(publicKey));
    }
  }

  /** The members of a cluster are those who hold the seats, or votes and log would not agree. */
  private static void requireMembers(Setup setup, StateReader state, boolean raft) {
    Cluster cluster = setup.cluster();
    if (!raft) {
      if (cluster != null) {
        throw CommandFailure.usage(
            "--raft-listen: the engine of this chain is %s"
                .formatted(Protocol.chain(state).engine()));
      }
      return;
    }
    List<Seat> seats = Protocol.validators(state);
    Set<PublicKey> seated =
        seats.stream().map(seat -> key(seat.nodeKey())).collect(Collectors.toSet());
    PublicKey self = key(setup.nodeKey().publicKey());
    if (cluster == null) {
      if (seated.contains(self)) {
        throw CommandFailure.usage(
            "node key %s holds a seat of a raft chain: --raft-listen is missing".formatted(self));
      }
      return;
    }
    Set<PublicKey> members =
        cluster.others().stream().map(RatisSettings.Member::key).collect(Collectors.toSet());
    members.add(self);
    for (PublicKey member : members) {
      if (!seated.contains(member)) {
        throw CommandFailure.usage(
            "%s: %s holds no seat on this chain"
                .formatted(member.equals(self) ? "--raft-listen" : "--raft-member", member));
      }
    }
    for (PublicKey seat : seated) {
      if (!members.contains(seat)) {
        throw CommandFailure.usage(
            "--raft-member: %s holds a seat on this chain and is missing".formatted(seat));
      }
    }
  }

  private static PublicKey key(Bytes key) {
    return PublicKey.of(key.toArray());
  }

  private static void begin(ChainService chain) {
    try {
      chain.start();
    } catch (ReplicatedLog.LogException e) {
      throw CommandFailure.failed("--raft-listen: " + e.getMessage());
    }
  }

  private static JvmGcMetrics meter(PrometheusMeterRegistry meters, RocksDbStore store) {
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    Gauge.builder("althing.store.native.memory.bytes", store, RocksDbStore::nativeMemoryBytes)
        .description("memory of the store outside the heap")
        .register(meters);
    Gauge.builder("althing.store.syncs", store, RocksDbStore::syncs)
        .description("writes that were on disk before they returned")
        .register(meters);
    var collections = new JvmGcMetrics();
    collections.bindTo(meters);
    return collections;
  }

  private static void listen(Network network) {
    try {
      network.start();
    } catch (IOException e) {
      throw CommandFailure.failed(
          "--p2p-port: %s: %s".formatted(e.getMessage(), cause(e).getMessage()));
    }
    LOG.info("peers: {} on {}", network.self(), network.localAddress());
  }

  private static RpcServer listen(
      RpcConfig config, ChainService chain, PrometheusMeterRegistry meters) {
    try {
      return RpcServer.start(config, chain, meters);
    } catch (IOException e) {
      throw CommandFailure.failed(
          "cannot listen on %s port %d: %s"
              .formatted(config.host(), config.port(), cause(e).getMessage()));
    }
  }

  private static Throwable cause(IOException e) {
    return e.getCause() == null ? e : e.getCause();
  }

  /** The server that clients talk to. */
  public RpcServer rpc() {
    return rpc;
  }

  public ChainService chain() {
    return chain;
  }

  /** What can be done to this node's links. */
  Links links() {
    return links;
  }

  /** Where peers reach this node; empty if it meets none. */
  public Optional<PeerAddress> address() {
    return Optional.ofNullable(network)
        .map(joined ->
            new PeerAddress(
                joined.localAddress().getAddress().getHostAddress(),
                joined.localAddress().getPort(),
                Optional.of(joined.self())));
  }

  /** Completes when something stopped the node that nobody asked to. */
  public CompletableFuture<Throwable> fault() {
    return fault;
  }

  /** Stops: no more calls, the blocks under way to disk, the store closed. Once. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      rpc.close();
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage(), e);
    }
    stop(chain);
    if (network != null) {
      network.close();
    }
    collections.close();
    environment.close();
    store.close();
    LOG.info("stopped at height {}", chain.chain().headHeight());
  }

  private static void stop(ChainService chain) {
    try {
      chain.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      LOG.warn("the chain had stopped before: {}", String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      LOG.warn("the last block was not on disk after {} s", STOP_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
