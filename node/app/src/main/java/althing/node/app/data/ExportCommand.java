package althing.node.app.data;

import althing.ledger.block.Block;
import althing.ledger.block.BodyCodec;
import althing.ledger.chain.ChainStore;
import althing.ledger.event.RecordedEvent;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import althing.node.app.terminal.OutputOptions;
import althing.node.app.terminal.ProgressBar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code althing export}. */
@Command(
    name = "export",
    description = {
      "Write the whole log into one file, compressed if its name ends in .gz.",
      "No node may run on the directory meanwhile."
    })
public final class ExportCommand implements Runnable {

  @Mixin DataOptions data;
  @Mixin OutputOptions output;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file to write; must not exist.")
  Path file;

  @Override
  public void run() {
    if (Files.exists(file)) {
      throw CommandFailure.failed(file + " exists already");
    }
    try (var directory = DataDirectory.openExisting(data.chainDir())) {
      ChainStore chain = directory.chain();
      if (chain.oldestBlock() > 0) {
        throw CommandFailure.failed(
            "the chain in %s began with a snapshot: the blocks 1 to %d are not there to export"
                .formatted(directory.path(), chain.oldestBlock() - 1));
      }
      write(chain);
      output.result(
          Map.of(
              "file", file.toString(), "height", chain.headHeight(), "events", chain.eventCount()),
          "%s: %,d events in the blocks 0 to %,d"
              .formatted(file, chain.eventCount(), chain.headHeight()));
    }
  }

  private void write(ChainStore chain) {
    try (var writer = new LogFile.Writer(file);
        var progress = ProgressBar.of("blocks written", chain.headHeight() + 1)) {
      for (long height = 0; height <= chain.headHeight(); height++) {
        Block block = chain.block(height).orElseThrow();
        writer.write(
            new LogFile.Entry(
                block.header(),
                BodyCodec.encode(block.body()),
                chain.certificate(height).orElse(Bytes.EMPTY),
                chain.events(height).stream().map(RecordedEvent::encoded).toList()));
        progress.at(height + 1);
      }
    } catch (IOException e) {
      throw CommandFailure.failed("cannot write " + file + ": " + e.getMessage());
    }
  }
}
