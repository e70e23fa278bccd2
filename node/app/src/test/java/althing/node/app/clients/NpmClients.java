package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Clients as they come from npm, in the versions of {@code src/test/js/package-lock.json}. Without
 * Node.js the tests that want them are skipped, except in CI.
 */
final class NpmClients {

  private static final Path ROOT = Path.of(System.getProperty("althing.root"));
  private static final Path SOURCES = ROOT.resolve("node/app/src/test/js");
  private static final Path INSTALLED = ROOT.resolve("node/app/target/js");
  private static final Path CAST = Path.of("node_modules/@foundry-rs/cast-linux-amd64/bin/cast");

  private NpmClients() {}

  /** Installs what the lock file names, unless it is there already. */
  static void install() {
    boolean present = isPresent("node") && isPresent("npm");
    if (!present && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("Node.js is missing, and CI does not go without");
    }
    Assumptions.assumeTrue(present, "Node.js not found: clients from npm skipped");
    try {
      Files.createDirectories(INSTALLED);
      boolean fresh = false;
      try (Stream<Path> files = Files.list(SOURCES)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          fresh |= copy(file, INSTALLED.resolve(file.getFileName()));
        }
      }
      if (fresh || !Files.isDirectory(INSTALLED.resolve("node_modules"))) {
        run(List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"), Map.of());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program {@code cast}, which npm installs on Linux on amd64 only; elsewhere skips. */
  static Path cast() {
    install();
    Path cast = INSTALLED.resolve(CAST);
    Assumptions.assumeTrue(
        Files.isExecutable(cast), "no cast for this machine (Linux on amd64 only): cast skipped");
    return cast;
  }

  /** Runs a program to its good end and answers what it said. */
  static String run(List<String> command, Map<String, String> environment) {
    try {
      Path log = Files.createTempFile("althing-npm", ".log");
      var builder =
          new ProcessBuilder(command)
              .directory(INSTALLED.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly();
      }
      String said = Files.readString(log, StandardCharsets.UTF_8);
      Files.delete(log);
      assertThat(ended).as("%s ended in time:%n%s", command, said).isTrue();
      assertThat(process.exitValue()).as("%s:%n%s", command, said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether the lock file changed, after which the clients have to be installed again. */
  private static boolean copy(Path from, Path to) throws IOException {
    byte[] content = Files.readAllBytes(from);
    boolean same = Files.exists(to) && Arrays.equals(content, Files.readAllBytes(to));
    if (!same) {
      Files.write(to, content);
    }
    return !same && from.endsWith("package-lock.json");
  }

  private static boolean isPresent(String program) {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
