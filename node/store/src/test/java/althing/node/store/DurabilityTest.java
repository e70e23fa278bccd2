package althing.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that die, disks that fill: nothing acknowledged is lost. */
final class DurabilityTest {

  @TempDir Path directory;

  @Test
  void what_a_killed_process_acknowledged_is_there() throws Exception {
    var random = new Random(11);
    long acknowledged = -1;
    for (int round = 0; round < 3; round++) {
      try (var process = StoreProcess.start(directory, "")) {
        assertThat(process.line()).isEqualTo(StoreProcess.READY);
        for (int i = random.nextInt(200); i >= 0; i--) {
          acknowledged = Long.parseLong(process.line());
        }
        List<String> more = process.kill();
        acknowledged = more.isEmpty() ? acknowledged : Long.parseLong(more.getLast());
      }
      assertAllThere(acknowledged);
    }
  }

  private void assertAllThere(long last) {
    try (var store = RocksDbStore.open(directory)) {
      for (long number = 0; number <= last; number++) {
        byte[] value = StoreProcess.value(number);
        assertThat(store.get(Column.HEADERS, StoreProcess.key(number))).isEqualTo(value);
        assertThat(store.get(Column.BODIES, StoreProcess.key(number))).isEqualTo(value);
      }
    }
  }

  @Test
  void a_directory_in_use_by_another_process_is_refused_in_words() throws Exception {
    try (var process = StoreProcess.start(directory, "")) {
      assertThat(process.line()).isEqualTo(StoreProcess.READY);

      assertThatThrownBy(() -> RocksDbStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessage("data directory " + directory + " is in use by another process");
      assertThat(process.line()).isNotNull();
    }
  }

  /** L1, full disk: the shell limits how large a file may grow, in blocks of 512 bytes. */
  @Test
  void a_full_disk_stops_the_store_and_loses_nothing() throws Exception {
    RocksDbStore.open(directory).close();
    long acknowledged = -1;
    String last = "";
    try (var process = StoreProcess.start(directory, "ulimit -f 1000;")) {
      assertThat(process.line()).isEqualTo(StoreProcess.READY);
      for (String line = process.line(); line != null; line = process.line()) {
        last = line;
        if (Character.isDigit(line.charAt(0))) {
          acknowledged = Long.parseLong(line);
        }
      }
    }
    assertThat(last).startsWith("data directory " + directory + ": a write failed");
    assertThat(acknowledged).isGreaterThan(10);
    assertAllThere(acknowledged);
  }
}
