package althing.node.app.run;

import althing.ledger.chain.Retention;
import althing.node.rpc.RpcConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every running node can be told. */
final class NodeOptions {

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
      description = "Keep the state of every height, not only of the newest 100 000.")
  boolean archive;

  RpcConfig rpc() {
    return RpcConfig.loopback(rpcPort).withHost(rpcHost);
  }

  Retention retention() {
    return archive ? Retention.ARCHIVE : Retention.PRUNED;
  }
}
