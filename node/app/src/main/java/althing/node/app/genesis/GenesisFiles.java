package althing.node.app.genesis;

import althing.genesis.Genesis;
import althing.genesis.GenesisFile;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Genesis files from disk. */
public final class GenesisFiles {

  private GenesisFiles() {}

  /**
   * Reads and checks a file.
   *
   * @throws CommandFailure naming the file and the first field that is wrong
   */
  public static Genesis read(Path file) {
    try {
      if (Files.size(file) > GenesisFile.MAX_BYTES) {
        throw CommandFailure.notVerified(
            "%s: more than %d bytes".formatted(file, GenesisFile.MAX_BYTES));
      }
      return GenesisFile.parse(Bytes.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (MalformedException e) {
      throw CommandFailure.notVerified(file + ": " + e.getMessage());
    }
  }
}
