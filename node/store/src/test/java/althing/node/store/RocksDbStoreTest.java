package althing.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.KeyValueStoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbStoreTest extends KeyValueStoreContract {

  @TempDir Path directory;

  @Override
  protected KeyValueStore open() {
    return RocksDbStore.open(directory);
  }

  @Test
  void what_was_written_is_there_after_a_restart() {
    put(Column.HEADERS, "a", "1");
    write(batch -> batch.put(Column.BODIES, bytes("b"), bytes("2")));
    store.close();
    store = open();

    assertThat(entries(Column.HEADERS)).containsExactly(Map.entry("a", "1"));
    assertThat(entries(Column.BODIES)).containsExactly(Map.entry("b", "2"));
    assertThat(store.syncs()).isZero();
  }

  @Test
  void a_directory_in_use_is_refused_in_words() {
    assertThatThrownBy(() -> RocksDbStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessage("data directory " + directory + " is in use by this process");
    put(Column.META, "still", "works");
    assertThat(keys(Column.META)).isEqualTo(List.of("still"));
  }
}
