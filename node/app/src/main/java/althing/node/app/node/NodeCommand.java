package althing.node.app.node;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.GenesisFile;
import althing.genesis.Validator;
import althing.genesis.key.NodeKey;
import althing.genesis.key.NodeKeyFile;
import althing.genesis.key.WrongPasswordException;
import althing.ledger.chain.Retention;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import althing.node.app.Version;
import althing.node.app.key.PasswordOptions;
import althing.node.app.terminal.OutputOptions;
import althing.node.core.chain.ChainSettings;
import althing.node.core.chain.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing node}: runs a validator of a chain that a genesis file describes. */
@Command(
    name = "node",
    description = "Run a node of the chain that a genesis file describes. Ctrl-C stops it.")
public final class NodeCommand implements Runnable {

  @Mixin PasswordOptions password;
  @Mixin RpcOptions rpc;
  @Mixin OutputOptions output;

  @Option(
      names = "--genesis",
      required = true,
      paramLabel = "FILE",
      description = "The chain's genesis file.")
  Path genesisFile;

  @Option(
      names = "--node-key",
      required = true,
      paramLabel = "FILE",
      description = "This node's key file, from `althing keys`.")
  Path nodeKeyFile;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the chain is kept; made when missing.")
  Path dataDirectory;

  @Option(
      names = "--archive",
      description = "Keep the state of every height, not only of the newest 100 000.")
  boolean archive;

  @Option(
      names = "--block-heartbeat-ms",
      paramLabel = "MS",
      description = "Longest time without a block (default: the genesis file's).")
  @Nullable Long heartbeatMillis;

  @Override
  public void run() {
    Genesis genesis = GenesisFile.parse(read(genesisFile));
    if (genesis.engine() != Engine.SINGLE) {
      throw CommandFailure.failed(
          "this release runs chains with engine single, the genesis file says "
              + genesis.engine().text());
    }
    NodeIdentity identity = identity(genesis);
    try (RunningNode node =
        RunningNode.start(dataDirectory, genesis, identity, settings(genesis), rpc.config())) {
      var started = new LinkedHashMap<String, Object>();
      started.put("chainId", genesis.chainId());
      started.put("genesis", genesis.hash().toHex());
      started.put("rpc", node.rpc().url());
      started.put("webSocket", node.rpc().webSocketUrl());
      started.put("height", node.chain().chain().headHeight());
      output.line(
          started,
          "chain %d from height %d, JSON-RPC at %s and %s"
              .formatted(
                  genesis.chainId(),
                  node.chain().chain().headHeight(),
                  node.rpc().url(),
                  node.rpc().webSocketUrl()));
      node.runUntilStopped();
    }
  }

  private ChainSettings settings(Genesis genesis) {
    return new ChainSettings(
        clientVersion(),
        heartbeatMillis != null
            ? heartbeatMillis
            : genesis.parameters().getOrDefault("blockHeartbeatMillis", 0L),
        ChainSettings.DEFAULT.production(),
        ChainSettings.DEFAULT.pool(),
        archive ? Retention.ARCHIVE : Retention.PRUNED);
  }

  /** As in {@code web3_clientVersion}. */
  static String clientVersion() {
    return "Althing/v%s/java%s".formatted(Version.number(), Runtime.version().feature());
  }

  private NodeIdentity identity(Genesis genesis) {
    NodeKey key;
    try {
      key = NodeKeyFile.read(read(nodeKeyFile), password.existing());
    } catch (WrongPasswordException e) {
      throw CommandFailure.failed("the password does not open " + nodeKeyFile);
    }
    Validator seat =
        genesis.validators().stream()
            .filter(validator -> validator.nodeKey().equals(key.publicKey()))
            .findFirst()
            .orElseThrow(() ->
                CommandFailure.failed(
                    "node key " + key.publicKey() + " has no seat in the genesis file"));
    return new NodeIdentity(seat.account(), key.seed());
  }

  private static Bytes read(Path file) {
    try {
      return Bytes.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    }
  }
}
