package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.key.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How to reach a running supervisor, in a file that only its owner reads.
 *
 * @param port on loopback
 * @param token 64 hexadecimal digits that every request shows
 */
record ControlFile(int port, String token) {

  private static final JsonMapper JSON = JsonMapper.shared();

  static ControlFile read(Path file) {
    try {
      return JSON.readValue(Files.readAllBytes(file), ControlFile.class);
    } catch (NoSuchFileException _) {
      throw CommandFailure.failed(
          "no devnet of several validators runs in " + file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (JacksonException e) {
      throw new CommandFailure(
          ExitCode.NOT_VERIFIED, "%s: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** Writes it in place of one that an earlier supervisor has left. */
  void write(Path file) {
    try {
      Files.deleteIfExists(file);
      SecretFile.write(file, JSON.writeValueAsString(this) + "\n");
    } catch (IOException e) {
      throw CommandFailure.failed("cannot write " + file + ": " + e.getMessage());
    }
  }
}
