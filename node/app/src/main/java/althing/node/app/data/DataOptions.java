package althing.node.app.data;

import althing.node.app.Home;
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

  public Path dataDir() {
    return dataDir != null ? dataDir : Home.path().resolve("devnet");
  }
}
