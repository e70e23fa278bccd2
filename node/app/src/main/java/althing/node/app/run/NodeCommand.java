package althing.node.app.run;

import althing.genesis.Genesis;
import althing.genesis.key.NodeKey;
import althing.node.app.CommandFailure;
import althing.node.app.Logging;
import althing.node.app.Version;
import althing.node.app.config.ConfigDefaults;
import althing.node.app.genesis.GenesisFiles;
import althing.node.app.key.DevNodes;
import althing.node.app.key.KeysCommand;
import althing.node.app.key.PasswordOptions;
import althing.node.app.run.RunningNode.GivenGenesis;
import althing.node.app.run.RunningNode.Setup;
import althing.node.app.run.RunningNode.Sync;
import althing.node.app.terminal.OutputOptions;
import althing.node.network.NetworkSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing node}. */
@Command(
    name = "node",
    description = "Run a node of a chain that a genesis file describes, until SIGTERM or Ctrl-C.",
    defaultValueProvider = ConfigDefaults.class)
public final class NodeCommand implements Runnable {

  @Mixin NodeOptions node;
  @Mixin NetworkOptions network;
  @Mixin RaftOptions raft;
  @Mixin PasswordOptions password;
  @Mixin OutputOptions output;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A TOML file of option values, as in rpc-port = 8545; the command line wins over it.")
  @Nullable Path config;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIRECTORY",
      description = "Where the chain is kept.")
  Path dataDir;

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "Genesis file; needed for the first start.")
  @Nullable Path genesisFile;

  @Option(
      names = "--node-key",
      paramLabel = "FILE",
      description = "Key file of this node, as `althing keys new-node` writes it. Needed.")
  @Nullable Path nodeKey;

  @Option(
      names = "--sync",
      paramLabel = "blocks|snapshot",
      defaultValue = "blocks",
      description =
          "What an empty data directory begins with: block 0, to run and keep all blocks, or the"
              + " state of the newest end of an epoch, proved by peers, without the blocks before"
              + " (default ${DEFAULT-VALUE}).")
  Sync sync;

  @Option(
      names = "--dev-node",
      paramLabel = "N",
      hidden = true,
      description = "The key of node N of a devnet, which everybody knows, instead of --node-key.")
  @Nullable Integer devNode;

  @Option(
      names = "--stop-with-stdin",
      hidden = true,
      description = "Stop when the standard input ends; follow what it says of links until then.")
  boolean stopWithStdin;

  @Override
  public void run() {
    Logging.level("INFO");
    GivenGenesis given =
        genesisFile == null ? null : new GivenGenesis(genesisFile, GenesisFiles.read(genesisFile));
    NodeKey key = key();
    NetworkSettings settings = network.settings();
    var setup =
        new Setup(
            dataDir,
            () -> founding(given),
            given,
            key,
            node.rpc(),
            node.retention(),
            node.heartbeatMillis,
            Version.client(),
            settings,
            sync,
            raft.cluster());
    try (RunningNode running = RunningNode.start(setup)) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("chainId", running.chain().chainId());
      facts.put("rpcUrl", running.rpc().url());
      facts.put("webSocketUrl", running.rpc().webSocketUrl());
      facts.put("dataDir", dataDir.toAbsolutePath().toString());
      facts.put("height", running.chain().chain().headHeight());
      facts.put("pid", ProcessHandle.current().pid());
      facts.put("nodeKey", key.publicKey().toHex());
      running.address().ifPresent(address -> facts.put("p2p", address.toString()));
      output.line(
          facts,
          "chain %d at height %d, JSON-RPC on %s, node key %s"
              .formatted(
                  running.chain().chainId(),
                  running.chain().chain().headHeight(),
                  running.rpc().url(),
                  key.publicKey()));
      if (stopWithStdin) {
        StdinWatch.begin(running.links());
      }
      Foreground.run(running);
    }
  }

  private Genesis founding(@Nullable GivenGenesis given) {
    if (given == null) {
      throw CommandFailure.usage(
          "there is no chain in " + dataDir + " yet: the first start needs --genesis");
    }
    return given.genesis();
  }

  private NodeKey key() {
    if (devNode != null && nodeKey == null) {
      if (devNode < 0 || devNode >= DevNodes.MOST) {
        throw CommandFailure.usage(
            "--dev-node is from 0 to %d, not %d".formatted(DevNodes.MOST - 1, devNode));
      }
      return DevNodes.key(devNode);
    }
    if (nodeKey == null || devNode != null) {
      throw CommandFailure.usage("a node needs its key: --node-key FILE");
    }
    return KeysCommand.readNodeKey(nodeKey, password);
  }
}
