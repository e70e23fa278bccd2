package althing.node.app.devnet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small real process that announces itself as a node does, keeps what it is told in a file, and
 * ends with its standard input.
 */
record StubNode(int number, Path directory) {

  static StubNode in(Path parent, int number) {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no POSIX shell on this machine");
    try {
      return new StubNode(number, Files.createDirectories(parent.resolve("node-" + number)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Child child() {
    return child(announcement() + "exec cat >>told");
  }

  /** A child that runs this instead. */
  Child child(String script) {
    String all = "cd '%s' && %s".formatted(directory, script);
    return new Child(number, new NodeLog(log()), () -> List.of("/bin/sh", "-c", all));
  }

  String announcement() {
    return """
    echo begun >&2
    echo '{"rpcUrl":"http://127.0.0.1:1","webSocketUrl":"ws://127.0.0.1:1","height":7}'
    """;
  }

  Path log() {
    return directory.resolve("node.log");
  }

  /** All that it was told of its links, over all its lives. */
  List<String> told() {
    try {
      Path file = directory.resolve("told");
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
