package althing.node.app.data;

import althing.node.app.CommandFailure;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code althing import}. */
@Command(
    name = "import",
    description = {
      "Make a data directory from an exported log.",
      "Every transaction is run again with its signature, and every event and root must come out as"
          + " in the file."
    })
public final class ImportCommand implements Runnable {

  @Mixin DataOptions data;
  @Mixin OutputOptions output;

  @Parameters(index = "0", paramLabel = "FILE", description = "What `althing export` wrote.")
  Path file;

  @Override
  public void run() {
    Path target = data.dataDir();
    if (!DataDirectory.isVacant(target)) {
      throw CommandFailure.failed(target + " is not empty: import needs a directory of its own");
    }
    LogImport.Result result;
    try {
      result = LogImport.run(file, target);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot import " + file + ": " + e.getMessage());
    }
    output.result(
        Map.of(
            "directory",
            target.toString(),
            "height",
            result.height(),
            "events",
            result.events(),
            "blockHash",
            result.headHash().toHex()),
        "%s: %,d events in the blocks 0 to %,d, all as they were"
            .formatted(target, result.events(), result.height()));
  }
}
