package althing.node.app.run;

import althing.ledger.chain.Retention;
import althing.node.app.CommandFailure;
import althing.node.rpc.RpcConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every running node can be told. */
public final class NodeOptions {

  static final int MAX_PORT = 65_535;

  @Option(
      names = "--rpc-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default ${DEFAULT-VALUE}). Anybody who reaches it may call.")
  String rpcHost;

  @Option(
      names = "--rpc-port",
      paramLabel = "PORT",
      defaultValue = "8545",
      description = "Port to listen on; 0 takes a free one and says which (default 8545).")
  int rpcPort;

  @Option(
      names = "--block-heartbeat-ms",
      paramLabel = "N",
      description =
          "Longest time without a block; 0: an idle chain makes none (default: the chain's own).")
  @Nullable Long heartbeatMillis;

  @Option(
      names = "--archive",
      arity = "0",
      fallbackValue = "true",
      description = "Keep the state of every height, not only of the newest 100 000.")
  boolean archive;

  /** What a node in another process is told to do the same, but for the port. */
  public List<String> words() {
    var words = new ArrayList<>(List.of("--rpc-host", rpcHost));
    if (heartbeatMillis != null) {
      words.addAll(List.of("--block-heartbeat-ms", heartbeatMillis.toString()));
    }
    if (archive) {
      words.add("--archive");
    }
    return words;
  }

  public String rpcHost() {
    return rpcHost;
  }

  public int rpcPort() {
    return rpcPort;
  }

  /** Longest time without a block; empty for the chain's own. */
  public Optional<Long> heartbeatMillis() {
    return Optional.ofNullable(heartbeatMillis);
  }

  public RpcConfig rpc() {
    if (rpcPort < 0 || rpcPort > MAX_PORT) {
      throw CommandFailure.usage("--rpc-port is from 0 to %d, not %d".formatted(MAX_PORT, rpcPort));
    }
    return RpcConfig.loopback(rpcPort).withHost(rpcHost);
  }

  public Retention retention() {
    return archive ? Retention.ARCHIVE : Retention.PRUNED;
  }
}
