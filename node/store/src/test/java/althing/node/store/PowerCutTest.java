package althing.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * L1: the power fails, and of the database's files only what RocksDB synced is left. Every
 * acknowledged write had a sync of its own, and what is found afterwards is the content as it was
 * at the last acknowledged write or after a later one.
 */
final class PowerCutTest {

  private static final List<Column> COLUMNS = List.of(Column.META, Column.BODIES, Column.LATEST);
  private static final int KEYS = 40;

  @TempDir Path temporary;

  /** The content after each write since the last power cut: a number by column and key. */
  private final List<Map<String, Long>> history = new ArrayList<>(List.of(Map.of()));

  /** Index of the newest acknowledged content. */
  private int acknowledged;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 42})
  void what_was_acknowledged_outlives_power_cuts(long seed) throws IOException {
    var random = new Random(seed);
    Path directory = temporary.resolve("0");
    for (int life = 1; life <= 4; life++) {
      Path left = temporary.resolve(String.valueOf(life));
      live(directory, left, random);
      check(left);
      directory = left;
    }
  }

  private void live(Path directory, Path left, Random random) throws IOException {
    var disk = new SyncedFiles(directory.resolve("db"));
    try (var store = RocksDbStore.open(directory, disk::watch)) {
      for (int i = 5 + random.nextInt(60); i > 0; i--) {
        boolean sync = random.nextInt(4) > 0;
        long syncsOfLogs = disk.syncsOfLogs();
        write(store, random, sync);
        if (sync) {
          acknowledged = history.size() - 1;
          assertThat(disk.syncsOfLogs()).as("syncs of the log").isGreaterThan(syncsOfLogs);
        }
        if (random.nextInt(12) == 0) {
          store.flush();
        }
      }
      disk.copyAfterPowerCut(left, random);
    }
  }

  private void write(RocksDbStore store, Random random, boolean sync) {
    long syncs = store.syncs();
    var content = new TreeMap<>(history.getLast());
    try (Batch batch = store.newBatch()) {
      for (Column column : COLUMNS) {
        byte key = (byte) random.nextInt(KEYS);
        byte[] value = new byte[Long.BYTES + random.nextInt(3_000)];
        random.nextBytes(value);
        batch.put(column, new byte[] {key}, value);
        content.put(column + "/" + key, number(value));
      }
      store.write(batch, sync);
    }
    history.add(content);
    assertThat(store.syncs()).isEqualTo(sync ? syncs + 1 : syncs);
  }

  private void check(Path directory) {
    var found = new TreeMap<String, Long>();
    try (var store = RocksDbStore.open(directory)) {
      for (Column column : COLUMNS) {
        for (byte key = 0; key < KEYS; key++) {
          byte[] value = store.get(column, new byte[] {key});
          if (value != null) {
            found.put(column + "/" + key, number(value));
          }
        }
      }
    }
    assertThat(history.subList(acknowledged, history.size())).contains(found);
    history.clear();
    history.add(found);
    acknowledged = 0;
  }

  private static long number(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }
}
