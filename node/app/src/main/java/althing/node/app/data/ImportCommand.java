package althing.node.app.data;

import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.genesis.TrustOptions;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code althing import}. */
@Command(
    name = "import",
    description = {
      "Make a data directory from an exported log.",
      "Every transaction is run again with its signature, and every event and root must come out as"
          + " in the file. A block is stored only when the chain's validators have signed it: their"
          + " signatures are checked from the genesis on, which is the one you name, or the file's."
    })
public final class ImportCommand implements Runnable {

  @Mixin DataOptions data;
  @Mixin OutputOptions output;
  @Mixin TrustOptions trust;

  @Parameters(index = "0", paramLabel = "FILE", description = "What `althing export` wrote.")
  Path file;

  @Override
  public void run() {
    Path target = data.dataDir();
    if (!DataDirectory.isVacant(target)) {
      throw CommandFailure.failed(target + " is not empty: import needs a directory of its own");
    }
    Optional<Hash> genesis = trust.genesisHash();
    LogImport.Result result;
    try {
      result = LogImport.run(file, target, genesis);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot import " + file + ": " + e.getMessage());
    }
    var report = new LinkedHashMap<String, Object>();
    report.put("directory", target.toString());
    report.put("height", result.height());
    report.put("events", result.events());
    report.put("blockHash", result.headHash().toHex());
    report.put("genesis", result.genesis().toHex());
    report.put("genesisTrusted", genesis.isPresent());
    report.put("engine", result.rule().engine());
    report.put("restsOn", result.rule().trust());
    output.result(
        report,
        """
        %s: %,d events in the blocks 0 to %,d, all as they were
        certificates  right from genesis on: %s%s
        engine        %s: they rest on %s
        """
            .formatted(
                target,
                result.events(),
                result.height(),
                result.genesis(),
                genesis.isPresent() ? "" : ", which came with the file",
                result.rule().engine(),
                result.rule().trust()));
  }
}
