package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import althing.node.app.data.DataDirectory;
import althing.node.app.key.DevNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is done to a devnet's directory as a whole. */
final class DevnetFiles {

  private DevnetFiles() {}

  /**
   * Throws the chain away that is there, if one is.
   *
   * @throws CommandFailure when the directory holds something else, or a node runs on it
   */
  static void throwAway(DevnetLayout layout) {
    Path directory = layout.directory();
    if (!Files.exists(directory)) {
      return;
    }
    if (!layout.holdsOne() && !layout.holdsSeveral() && !layout.holdsRemains()) {
      throw CommandFailure.failed(
          "%s holds no chain, so --fresh does not delete it".formatted(directory));
    }
    requireUnused(layout);
    try {
      delete(directory);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot delete " + directory + ": " + e);
    }
  }

  /** Refuses while a node runs on any of the data directories. */
  static void requireUnused(DevnetLayout layout) {
    DataDirectory.requireUnused(layout.directory());
    for (int node = 0; node < DevNodes.MOST; node++) {
      DataDirectory.requireUnused(layout.node(node));
    }
  }

  /** A directory and all in it, each before what is in it. */
  static List<Path> tree(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.toList();
    }
  }

  static void delete(Path directory) throws IOException {
    for (Path each : tree(directory).reversed()) {
      Files.delete(each);
    }
  }
}
