package althing.node.app.devnet;

import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.node.app.CommandFailure;
import althing.node.app.Version;
import althing.node.app.key.DevNodes;
import althing.node.app.run.Foreground;
import althing.node.app.run.NodeOptions;
import althing.node.app.run.RunningNode;
import althing.node.app.run.RunningNode.Setup;
import althing.node.app.terminal.OutputOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A devnet of one validator, in this process. */
final class OneNode {

  private final Path directory;
  private final NodeOptions options;
  private final OutputOptions output;

  OneNode(Path directory, NodeOptions options, OutputOptions output) {
    this.directory = directory;
    this.options = options;
    this.output = output;
  }

  /**
   * Runs until a signal ends the process.
   *
   * @param begin how the chain begins if there is none yet
   * @param epochSeconds what the chain's epochs must be; null for anything
   */
  void run(DevnetGenesis begin, @Nullable Long epochSeconds) {
    var setup =
        new Setup(
            directory,
            begin::genesis,
            null,
            DevNodes.key(0),
            options.rpc(),
            options.retention(),
            options.heartbeatMillis().orElse(null),
            Version.client(),
            null);
    try (RunningNode running = RunningNode.start(setup)) {
      long found = epochSeconds(running);
      if (epochSeconds != null && epochSeconds != found) {
        throw otherEpochs(directory, found);
      }
      var report =
          new DevnetReport(
              running.rpc().url(),
              running.rpc().webSocketUrl(),
              directory.toAbsolutePath().toString(),
              running.chain().chain().headHeight(),
              found);
      output.line(report.facts(), report.text());
      Foreground.run(running);
    }
  }

  /** An epoch's length is fixed when the chain begins. */
  static CommandFailure otherEpochs(Path directory, long epochSeconds) {
    return CommandFailure.usage(
        "the chain in %s has epochs of %d s: leave --epoch-seconds out, or start over with --fresh"
            .formatted(directory, epochSeconds));
  }

  private static long epochSeconds(RunningNode running) {
    var chain = running.chain().chain();
    return Protocol.parameter(chain.stateAt(chain.headHeight()), Parameters.EPOCH_MILLIS) / 1_000;
  }
}
