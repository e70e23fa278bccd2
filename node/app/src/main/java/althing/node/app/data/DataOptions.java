package althing.node.app.data;

import althing.node.app.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data directory a command works on. */
public final class DataOptions {

  @Option(
      names = "--data-dir",
      paramLabel = "DIRECTORY",
      description = "Data directory (default: devnet in $ALTHING_HOME, else in ~/.althing).")
  @Nullable Path dataDir;

  public boolean isGiven() {
    return dataDir != null;
  }

  /** The directory of one chain: of a devnet with several validators, that of node 0. */
  public Path chainDir() {
    Path directory = dataDir();
    Path first = directory.resolve("node-0");
    return Files.isDirectory(first.resolve("db")) && !Files.isDirectory(directory.resolve("db"))
        ? first
        : directory;
  }

  public Path dataDir() {
    return dataDir != null ? dataDir : Home.path().resolve("devnet");
  }
}
