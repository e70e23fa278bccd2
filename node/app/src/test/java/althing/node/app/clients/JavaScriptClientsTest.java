package althing.node.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.run.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ethers 6 and viem 2, as they come from npm, against a devnet. The dialogues are in {@code
 * src/test/js}. Without Node.js they are skipped, except in CI.
 */
class JavaScriptClientsTest {

  private static final Path ROOT = Path.of(System.getProperty("althing.root"));
  private static final Path SOURCES = ROOT.resolve("node/app/src/test/js");
  private static final Path INSTALLED = ROOT.resolve("node/app/target/js");
  private static final Path INTERFACES = ROOT.resolve("ledger/src/main/resources/althing/abi");
  private static final String EPOCH_SECONDS = "1";

  @TempDir Path directory;

  @BeforeAll
  static void installClients() throws IOException {
    boolean present = isPresent("node") && isPresent("npm");
    if (!present && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("Node.js is missing, and CI does not go without");
    }
    Assumptions.assumeTrue(present, "Node.js not found: ethers and viem skipped");
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
  }

  @Test
  void ethers_connects_sends_calls_subscribes_and_reads_the_past() {
    against("ethers.test.mjs");
  }

  @Test
  void viem_connects_sends_calls_subscribes_and_reads_the_past() {
    against("viem.test.mjs");
  }

  private void against(String dialogue) {
    try (var node = NodeProcess.devnet(directory, "--epoch-seconds", EPOCH_SECONDS)) {
      run(List.of("node", "--test", dialogue), environment(node.rpcUrl()));
    }
  }

  private static Map<String, String> environment(URI rpcUrl) {
    return Map.of(
        "ALTHING_RPC_URL", rpcUrl.toString(),
        "ALTHING_ABI_DIR", INTERFACES.toString(),
        "ALTHING_EPOCH_SECONDS", EPOCH_SECONDS);
  }

  private static void run(List<String> command, Map<String, String> environment) {
    try {
      Path log = Files.createTempFile("althing-js", ".log");
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
      assertThat(ended).as("%s ended in time:%n%s", command, said).isTrue();
      assertThat(process.exitValue()).as("%s:%n%s", command, said).isZero();
    } catch (IOException e) {
      throw new IllegalStateException(e);
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
