package althing.node.app.node;

import althing.genesis.Genesis;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.port.KeyValueStore;
import althing.node.app.Projections;
import althing.node.core.SystemEnvironment;
import althing.node.core.chain.ChainService;
import althing.node.core.chain.ChainSettings;
import althing.node.core.chain.NodeIdentity;
import althing.node.rpc.RpcConfig;
import althing.node.rpc.RpcServer;
import althing.node.store.RocksDbStore;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node in this process: store, chain and RPC server, opened in that order and closed backwards.
 */
final class RunningNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final SystemEnvironment environment = new SystemEnvironment();
  private final KeyValueStore store;
  private final ChainService chain;
  private final RpcServer rpc;

  private RunningNode(
      Path dataDirectory,
      Genesis genesis,
      NodeIdentity identity,
      ChainSettings settings,
      RpcConfig rpcConfig) {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new UptimeMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new JvmMemoryMetrics().bindTo(meters);
    LOG.info("secp256k1 by {}", Secp256k1.instance().name());
    store = RocksDbStore.open(dataDirectory);
    ChainService opened = null;
    try {
      opened =
          ChainService.open(
              settings,
              genesis,
              Projections.registry(),
              store,
              identity,
              environment,
              meters,
              this::fail);
      rpc = RpcServer.start(rpcConfig, opened, meters);
      chain = opened;
      chain.start();
    } catch (IOException e) {
      environment.close();
      store.close();
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException e) {
      environment.close();
      store.close();
      throw e;
    }
  }

  /**
   * Opens a node and starts it.
   *
   * @throws KeyValueStore.StoreException if the data directory is damaged, in use, or of another
   *     chain
   * @throws UncheckedIOException if the RPC port cannot be opened
   */
  static RunningNode start(
      Path dataDirectory,
      Genesis genesis,
      NodeIdentity identity,
      ChainSettings settings,
      RpcConfig rpcConfig) {
    return new RunningNode(dataDirectory, genesis, identity, settings, rpcConfig);
  }

  RpcServer rpc() {
    return rpc;
  }

  ChainService chain() {
    return chain;
  }

  /**
   * Waits until the node is told to end by a signal, and closes it; the process may exit then.
   *
   * @throws IllegalStateException with the fault that stopped the chain, if one did
   */
  void runUntilStopped() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "althing-stop"));
    Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
      LOG.error("{} ended: the node stops", thread.getName(), fault);
      fail(fault);
    });
    try {
      ended.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the node stopped: " + e.getCause(), e.getCause());
    }
  }

  /** Finishes the block under way, writes it, and lets go of port and directory. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    LOG.info("stopping at height {}", chain.chain().headHeight());
    try {
      rpc.close();
    } catch (IOException e) {
      LOG.warn("the RPC server did not close cleanly: {}", e.getMessage());
    }
    chain
        .stop()
        .whenComplete((_, fault) -> {
          if (fault != null) {
            LOG.warn("the chain had stopped before: {}", fault.getMessage());
          }
        })
        .toCompletableFuture()
        .handle((_, _) -> "stopped")
        .join();
    environment.close();
    store.close();
    LOG.info("stopped");
    ended.complete(null);
  }

  private void fail(Throwable fault) {
    ended.completeExceptionally(fault);
  }
}
