package althing.node.app.node;

import althing.node.rpc.RpcConfig;
import picocli.CommandLine.Option;

/** Where the RPC server listens. */
final class RpcOptions {

  @Option(
      names = "--rpc-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default ${DEFAULT-VALUE}). Anyone who reaches it can use the node.")
  String host;

  @Option(
      names = "--rpc-port",
      paramLabel = "PORT",
      defaultValue = "8545",
      description =
          "Port for HTTP and WebSocket, 0 for any that is free (default ${DEFAULT-VALUE}).")
  int port;

  RpcConfig config() {
    return RpcConfig.loopback(port).withHost(host);
  }
}
