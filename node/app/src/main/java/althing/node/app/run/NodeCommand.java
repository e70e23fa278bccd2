package althing.node.app.run;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.key.NodeKey;
import althing.genesis.key.NodeKeyFile;
import althing.genesis.key.WrongPasswordException;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.Logging;
import althing.node.app.Version;
import althing.node.app.genesis.GenesisFiles;
import althing.node.app.key.PasswordOptions;
import althing.node.app.run.RunningNode.GivenGenesis;
import althing.node.app.run.RunningNode.Setup;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing node}. */
@Command(
    name = "node",
    description = "Run a node of a chain that a genesis file describes, until SIGTERM or Ctrl-C.")
public final class NodeCommand implements Runnable {

  @Mixin NodeOptions node;
  @Mixin PasswordOptions password;
  @Mixin OutputOptions output;

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
      required = true,
      paramLabel = "FILE",
      description = "Key file of this node, as `althing keys new-node` writes it.")
  Path nodeKey;

  @Override
  public void run() {
    Logging.level("INFO");
    GivenGenesis given =
        genesisFile == null ? null : new GivenGenesis(genesisFile, read(genesisFile));
    var setup =
        new Setup(
            dataDir,
            () -> founding(given),
            given,
            key(),
            node.rpc(),
            node.retention(),
            node.heartbeatMillis,
            Version.client(),
            null);
    try (RunningNode running = RunningNode.start(setup)) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("chainId", running.chain().chainId());
      facts.put("rpcUrl", running.rpc().url());
      facts.put("webSocketUrl", running.rpc().webSocketUrl());
      facts.put("dataDir", dataDir.toAbsolutePath().toString());
      facts.put("height", running.chain().chain().headHeight());
      facts.put("pid", ProcessHandle.current().pid());
      output.line(
          facts,
          "chain %d at height %d, JSON-RPC on %s"
              .formatted(
                  running.chain().chainId(),
                  running.chain().chain().headHeight(),
                  running.rpc().url()));
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

  private static Genesis read(Path file) {
    Genesis genesis = GenesisFiles.read(file);
    if (genesis.engine() != Engine.SINGLE) {
      throw CommandFailure.failed(
          "%s: engine %s is not in this release, only single"
              .formatted(file, genesis.engine().text()));
    }
    return genesis;
  }

  private NodeKey key() {
    try {
      return NodeKeyFile.read(Bytes.wrap(Files.readAllBytes(nodeKey)), password.existing());
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + nodeKey + ": " + e.getMessage());
    } catch (MalformedException e) {
      throw CommandFailure.notVerified(nodeKey + ": " + e.getMessage());
    } catch (WrongPasswordException e) {
      throw CommandFailure.failed(nodeKey + ": " + e.getMessage());
    }
  }
}
