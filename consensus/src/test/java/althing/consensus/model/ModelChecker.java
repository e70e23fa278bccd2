package althing.consensus.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import tlc2.TLC;

/** TLC, the model checker of TLA+, in a process of its own: it keeps its state in statics. */
final class ModelChecker {

  private static final Path MODEL = Path.of("model/Pbft.tla");
  private static final Pattern VIOLATED = Pattern.compile("Error: Invariant (\\w+) is violated");
  private static final Pattern STATES =
      Pattern.compile("(?m)^.* states generated, .* on queue\\.$");
  private static final String COMPLETE = "Model checking completed. No error has been found.";

  /**
   * What came of a check.
   *
   * @param violated the invariant for which a counterexample was found
   * @param output all that the checker said
   */
  record Outcome(Optional<String> violated, String output) {

    /** The checker's line that counts the states. */
    String states() {
      var line = STATES.matcher(output);
      return line.find() ? line.group() : "no states";
    }
  }

  private ModelChecker() {}

  /**
   * Runs a check to its end.
   *
   * @param directory for what the checker writes
   * @param workers threads
   * @throws IllegalStateException if it neither completes nor finds a counterexample
   */
  static Outcome run(Check check, Path directory, int workers)
      throws IOException, InterruptedException, URISyntaxException {
    Path configuration = directory.resolve("Pbft.cfg");
    Path output = directory.resolve("output");
    Files.copy(MODEL, directory.resolve("Pbft.tla"));
    Files.writeString(configuration, check.configuration());
    Path jar = Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                workers == 1 ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC",
                workers == 1 ? "-XX:TieredStopAtLevel=1" : "-Xmx4g",
                "-Djava.io.tmpdir=" + directory.toAbsolutePath(),
                "-cp",
                jar.toString(),
                TLC.class.getName(),
                "-deadlock",
                "-fp",
                "0",
                "-workers",
                Integer.toString(workers),
                "-metadir",
                "states",
                "Pbft.tla")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    var violated = VIOLATED.matcher(said);
    if (violated.find()) {
      return new Outcome(Optional.of(violated.group(1)), said);
    }
    if (!said.contains(COMPLETE)) {
      throw new IllegalStateException(said);
    }
    return new Outcome(Optional.empty(), said);
  }
}
