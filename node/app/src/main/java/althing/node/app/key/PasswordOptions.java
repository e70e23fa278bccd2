package althing.node.app.key;

import althing.node.app.CommandFailure;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the password of a key file comes from. Never from the command line itself. */
public final class PasswordOptions {

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      defaultValue = "${env:ALTHING_PASSWORD_FILE}",
      description =
          "A file whose first line is the password (default: $ALTHING_PASSWORD_FILE, else asked).")
  @Nullable Path passwordFile;

  /** The password of an existing file. */
  public char[] existing() {
    return passwordFile != null ? read(passwordFile) : ask("Password: ");
  }

  /** A password for a new file; typed twice when it is typed. */
  public char[] fresh() {
    if (passwordFile != null) {
      return read(passwordFile);
    }
    char[] first = ask("New password: ");
    if (!Arrays.equals(first, ask("Once more: "))) {
      throw CommandFailure.failed("the two passwords differ");
    }
    if (first.length == 0) {
      throw CommandFailure.failed("an empty password protects nothing");
    }
    return first;
  }

  private static char[] read(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("").toCharArray();
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read the password file: " + e.getMessage());
    }
  }

  private static char[] ask(String prompt) {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .map(console -> console.readPassword("%s", prompt))
        .orElseThrow(
            () -> CommandFailure.usage("no terminal to ask the password: give --password-file"));
  }
}
