package althing.node.app.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A devnet in a process of its own, on a port that it chose. */
public final class NodeProcess implements AutoCloseable {

  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final Path errors;
  private final JsonNode announced;

  private NodeProcess(Process process, Path errors, JsonNode announced) {
    this.process = process;
    this.errors = errors;
    this.announced = announced;
  }

  /** Starts {@code althing devnet} with one validator and waits until it answers. */
  public static NodeProcess devnet(Path dataDir, String... options) {
    return devnet(1, dataDir, options);
  }

  /** Starts {@code althing devnet} and waits until all its validators answer. */
  public static NodeProcess devnet(int validators, Path dataDir, String... options) {
    try {
      Path errors = Files.createTempFile("althing-devnet", ".log");
      Process process = start(validators, dataDir, errors, options);
      var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
      String line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("the devnet did not start: " + Files.readString(errors));
      }
      return new NodeProcess(process, errors, JsonMapper.shared().readTree(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a process that does not come up ended. */
  record Refusal(int exitCode, String errors) {}

  /** Starts {@code althing devnet}, which must end by itself before it answers. */
  static Refusal refusedDevnet(Path dataDir) {
    try {
      Path errors = Files.createTempFile("althing-devnet", ".log");
      Process process = start(1, dataDir, errors);
      String line = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
      if (line != null) {
        process.destroyForcibly();
        throw new IllegalStateException("the devnet started: " + line);
      }
      return new Refusal(await(process), Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts {@code althing devnet} and kills it after so long, wherever it has got to by then. */
  static void killedDevnet(Path dataDir, long afterMillis, String... options) {
    try {
      Path errors = Files.createTempFile("althing-devnet", ".log");
      Process process = start(1, dataDir, errors, options);
      boolean ended = process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      int exitCode = await(process);
      if (ended) {
        throw new IllegalStateException(
            "the devnet ended with %d: %s".formatted(exitCode, Files.readString(errors)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Process start(int validators, Path dataDir, Path errors, String... options)
      throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "devnet",
                "--validators",
                Integer.toString(validators),
                "--json",
                "--rpc-port",
                "0",
                "--data-dir",
                dataDir.toString()));
    arguments.addAll(List.of(options));
    return new ProcessBuilder(command(arguments)).redirectError(errors.toFile()).start();
  }

  /** The command line of this build in a Java virtual machine like this one. */
  static List<String> command(List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "althing.node.app.Althing"));
    command.addAll(arguments);
    return command;
  }

  public URI rpcUrl() {
    return URI.create(announced.path("rpcUrl").asString());
  }

  public String webSocketUrl() {
    return announced.path("webSocketUrl").asString();
  }

  /** All that it announced. */
  public JsonNode announced() {
    return announced;
  }

  public long height() {
    return announced.path("height").asLong();
  }

  /** What the process wrote to its error stream so far. */
  public String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}: no warning, no last words. */
  public void kill() {
    process.destroyForcibly();
    await(process);
  }

  /** SIGTERM; answers with the exit code. */
  public int terminate() {
    process.destroy();
    return await(process);
  }

  private static int await(Process process) {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the devnet did not stop");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      terminate();
    }
  }
}
