package althing.node.app.client;

import java.net.URI;
import picocli.CommandLine.Option;

/** Which node a command asks. */
public final class ClientOptions {

  @Option(
      names = "--rpc-url",
      paramLabel = "URL",
      defaultValue = "${env:ALTHING_RPC_URL:-http://127.0.0.1:8545}",
      description =
          "JSON-RPC endpoint of the node. Default: $ALTHING_RPC_URL, else http://127.0.0.1:8545.")
  URI rpcUrl;

  public URI rpcUrl() {
    return rpcUrl;
  }

  /** A client to be closed by the caller. */
  public RpcClient connect() {
    return new RpcClient(rpcUrl);
  }
}
