package althing.node.app.devnet;

import althing.genesis.Genesis;
import althing.genesis.GenesisFile;
import althing.ledger.chain.Retention;
import althing.node.app.CommandFailure;
import althing.node.app.Version;
import althing.node.app.key.DevNodes;
import althing.node.app.run.RunningNode;
import althing.node.app.run.RunningNode.Setup;
import althing.node.app.terminal.ProgressBar;
import althing.node.rpc.RpcConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the data directories of a devnet of several validators: block 0 once, in the first, which
 * is then copied. A founding that is broken off is begun again by the next start.
 */
final class Founding {

  /** With more accounts the file would be larger than what is read back. */
  private static final int MOST_ACCOUNTS_IN_A_FILE = 100_000;

  private final DevnetLayout layout;

  Founding(DevnetLayout layout) {
    this.layout = layout;
  }

  /**
   * Founds; {@link DevnetLayout#plan()} appears as the last step.
   *
   * @param raftPorts none but for a {@code raft} chain
   */
  DevnetPlan found(DevnetGenesis begin, List<Integer> p2pPorts, List<Integer> raftPorts) {
    try {
      Files.createDirectories(layout.directory());
      Files.writeString(layout.founding(), "");
      removeRemains();
      Genesis genesis = begin.genesis();
      foundFirst(genesis);
      copyFirst(begin.validators());
      if (genesis.accounts().size() <= MOST_ACCOUNTS_IN_A_FILE) {
        Files.writeString(layout.genesis(), GenesisFile.write(genesis));
      }
      var plan = new DevnetPlan(begin.validators(), begin.epochSeconds(), p2pPorts, raftPorts);
      plan.write(layout.plan());
      Files.delete(layout.founding());
      return plan;
    } catch (IOException e) {
      throw CommandFailure.failed("cannot found a devnet in " + layout.directory() + ": " + e);
    }
  }

  private void foundFirst(Genesis genesis) {
    RunningNode.found(
        new Setup(
            layout.node(0),
            () -> genesis,
            null,
            DevNodes.key(0),
            RpcConfig.loopback(0),
            Retention.PRUNED,
            null,
            Version.client(),
            null));
  }

  private void copyFirst(int validators) throws IOException {
    try (var progress = ProgressBar.of("data directories", validators)) {
      for (int node = 1; node < validators; node++) {
        progress.at(node);
        copy(layout.node(0), layout.node(node));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path each : DevnetFiles.tree(from)) {
      Files.copy(each, to.resolve(from.relativize(each)));
    }
  }

  private void removeRemains() throws IOException {
    Files.deleteIfExists(layout.genesis());
    try (Stream<Path> entries = Files.list(layout.directory())) {
      for (Path each : entries.toList()) {
        if (each.getFileName().toString().matches("node-[0-9]+")) {
          DevnetFiles.delete(each);
        }
      }
    }
  }
}
