package althing.node.store;

import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own with an open store. It writes synced batches, numbered from what it finds,
 * and prints each number once it is acknowledged.
 */
final class StoreProcess implements AutoCloseable {

  static final String READY = "open";

  private final Process process;
  private final BufferedReader output;

  private StoreProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a process on {@code directory}; {@code shellPrefix} runs before it in its shell. */
  static StoreProcess start(Path directory, String shellPrefix) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<String>();
    if (!shellPrefix.isEmpty()) {
      command.addAll(List.of("sh", "-c", shellPrefix + " exec \"$@\"", "sh"));
    }
    command.addAll(
        List.of(
            java,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            StoreProcess.class.getName(),
            directory.toString()));
    return new StoreProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The next line it prints, or null when it has ended. */
  String line() throws IOException {
    return output.readLine();
  }

  /** Ends the process as {@code kill -9} does; answers what it had printed by then. */
  List<String> kill() {
    // On the process itself this would also close our end of its output.
    process.toHandle().destroyForcibly();
    return output.lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static byte[] value(long number) {
    return ByteBuffer.allocate(2000).putLong(number).putLong(1992, ~number).array();
  }

  public static void main(String[] arguments) {
    try (var store = RocksDbStore.open(Path.of(arguments[0]))) {
      long number = 0;
      while (store.get(Column.HEADERS, key(number)) != null) {
        number++;
      }
      System.out.println(READY);
      for (; ; number++) {
        try (Batch batch = store.newBatch()) {
          batch.put(Column.HEADERS, key(number), value(number));
          batch.put(Column.BODIES, key(number), value(number));
          store.write(batch, true);
        }
        System.out.println(number);
      }
    } catch (StoreException e) {
      System.out.println(e.getMessage());
    }
  }
}
