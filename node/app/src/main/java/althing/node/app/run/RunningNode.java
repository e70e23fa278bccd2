package althing.node.app.run;

import althing.genesis.Genesis;
import althing.genesis.key.NodeKey;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.Retention;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import althing.node.app.Projections;
import althing.node.app.data.DataDirectory;
import althing.node.core.SystemEnvironment;
import althing.node.core.chain.ChainService;
import althing.node.core.chain.ChainSettings;
import althing.node.core.chain.NodeIdentity;
import althing.node.rpc.RpcConfig;
import althing.node.rpc.RpcServer;
import althing.node.store.RocksDbStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that runs in this process: store, chain and RPC server, in that order. */
public final class RunningNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);
  private static final long STOP_SECONDS = 30;
  private static final long LARGE_HEAP_BYTES = 256L * 1024 * 1024;

  private final RocksDbStore store;
  private final SystemEnvironment environment;
  private final ChainService chain;
  private final RpcServer rpc;
  private final JvmGcMetrics collections;
  private final CompletableFuture<Throwable> fault;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What a node needs to start.
   *
   * @param genesis asked only when the data directory holds no chain yet
   * @param given a genesis that the chain must have begun with; null to take any chain that is
   *     there
   * @param nodeKey of the chain's one validator
   * @param heartbeatMillis longest time without a block; null for the chain's own parameter
   */
  public record Setup(
      Path dataDir,
      Supplier<Genesis> genesis,
      @Nullable GivenGenesis given,
      NodeKey nodeKey,
      RpcConfig rpc,
      Retention retention,
      @Nullable Long heartbeatMillis,
      String clientVersion) {}

  /** A genesis with the file it was read from. */
  public record GivenGenesis(Path file, Genesis genesis) {}

  private RunningNode(
      RocksDbStore store,
      SystemEnvironment environment,
      ChainService chain,
      RpcServer rpc,
      JvmGcMetrics collections,
      CompletableFuture<Throwable> fault) {
    this.store = store;
    this.environment = environment;
    this.chain = chain;
    this.rpc = rpc;
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
    boolean founded = found(setup, store, registry);
    long chainId = ChainStore.chainIdOf(store).orElseThrow();
    StateReader state = ChainStore.open(store, chainId, setup.retention(), registry).newestState();
    GivenGenesis given = setup.given();
    if (given != null) {
      requireGenesis(given, state, setup.dataDir());
    }
    long heartbeatMillis =
        setup.heartbeatMillis() != null
            ? setup.heartbeatMillis()
            : Protocol.parameter(state, "blockHeartbeatMillis");
    var settings =
        new ChainSettings(
            setup.clientVersion(),
            heartbeatMillis,
            ChainSettings.DEFAULT.production(),
            ChainSettings.DEFAULT.pool(),
            setup.retention());
    var identity =
        new NodeIdentity(validator(state, setup.nodeKey().publicKey()), setup.nodeKey().seed());
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var fault = new CompletableFuture<Throwable>();
    ChainService chain =
        ChainService.resume(
            settings, registry, store, identity, environment, meters, fault::complete);
    JvmGcMetrics collections = meter(meters, store);
    chain.start();
    try {
      RpcServer rpc = RpcServer.start(setup.rpc(), chain, meters);
      if (founded) {
        giveMemoryBack();
      }
      return new RunningNode(store, environment, chain, rpc, collections, fault);
    } catch (IOException e) {
      stop(chain);
      throw CommandFailure.failed(portProblem(setup.rpc(), e));
    }
  }

  /** Makes block 0 unless there is one; answers whether it did. */
  private static boolean found(Setup setup, RocksDbStore store, Registry registry) {
    if (ChainStore.chainIdOf(store).isPresent()) {
      return false;
    }
    Genesis genesis = setup.genesis().get();
    ChainStore chain = ChainStore.open(store, genesis.chainId(), setup.retention(), registry);
    ChainService.found(chain, registry, genesis);
    return true;
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

  private static Address validator(StateReader state, Bytes publicKey) {
    List<Seat> seats = Protocol.validators(state);
    Optional<Seat> seat =
        seats.stream().filter(each -> each.nodeKey().equals(publicKey)).findFirst();
    return seat.orElseThrow(() ->
            CommandFailure.failed("node key %s holds no seat on this chain".formatted(publicKey)))
        .account();
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

  private static String portProblem(RpcConfig config, IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return "cannot listen on %s port %d: %s"
        .formatted(config.host(), config.port(), cause.getMessage());
  }

  /** The server that clients talk to. */
  public RpcServer rpc() {
    return rpc;
  }

  public ChainService chain() {
    return chain;
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
