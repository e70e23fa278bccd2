package althing.node.app.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A data directory that no process uses, to be copied, harmed and thrown away. */
record CopiedDirectory(Path path) implements AutoCloseable {

  /** Copies all files but the native library, which is not changed by anybody and linked. */
  static CopiedDirectory of(Path source, Path target) {
    try {
      for (Path each : tree(source)) {
        Path place = target.resolve(source.relativize(each));
        if (Files.isDirectory(each)) {
          Files.createDirectories(place);
        } else if (each.getParent().endsWith("native")) {
          Files.createLink(place, each);
        } else {
          Files.copy(each, place);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CopiedDirectory(target);
  }

  private static List<Path> tree(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.toList();
    }
  }

  @Override
  public void close() {
    try {
      for (Path each : tree(path).reversed()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
