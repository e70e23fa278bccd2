package althing.ledger.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.StoreException;
import org.junit.jupiter.api.Test;

final class CrashStoreTest extends KeyValueStoreContract {

  @Override
  protected KeyValueStore open() {
    return new CrashStore();
  }

  @Test
  void a_crash_loses_what_was_not_synced_and_nothing_else() {
    put(Column.META, "synced", "1");
    write(batch -> batch.put(Column.META, bytes("first"), bytes("2")));
    write(batch -> batch.put(Column.META, bytes("second"), bytes("3")));
    assertThat(keys(Column.META)).containsExactly("first", "second", "synced");

    store = ((CrashStore) store).crash(1);
    assertThat(keys(Column.META)).containsExactly("first", "synced");
    store = ((CrashStore) store).crash();
    assertThat(keys(Column.META)).containsExactly("first", "synced");
  }

  @Test
  void a_sync_also_covers_the_unsynced_writes_before_it() {
    write(batch -> batch.put(Column.META, bytes("a"), bytes("1")));
    put(Column.META, "b", "2");

    assertThat(((CrashStore) store).unsyncedWrites()).isZero();
    store = ((CrashStore) store).crash();
    assertThat(keys(Column.META)).containsExactly("a", "b");
  }

  /** L1: full disk, failed sync, torn write. After each the store refuses to go on. */
  @Test
  void a_failed_write_stops_all_later_ones() {
    put(Column.META, "a", "1");
    ((CrashStore) store).fullAtWrite(1);
    assertThatThrownBy(() -> put(Column.META, "b", "2")).hasMessage("no space left on device");
    assertThatThrownBy(() -> put(Column.META, "c", "3")).hasMessageContaining("refuses writes");

    store = ((CrashStore) store).crash().failingSyncAtWrite(1);
    assertThatThrownBy(() -> put(Column.META, "d", "4")).hasMessageContaining("sync failed");
    assertThatThrownBy(() -> put(Column.META, "e", "5")).hasMessageContaining("refuses writes");

    store = ((CrashStore) store).crash().powerCutAtWrite(2);
    put(Column.META, "f", "6");
    assertThatThrownBy(() -> put(Column.META, "g", "7")).isInstanceOf(StoreException.class);

    store = ((CrashStore) store).crash();
    assertThat(keys(Column.META)).containsExactly("a", "f");
  }

  @Test
  void a_disk_that_does_not_sync_loses_what_it_acknowledged() {
    store = CrashStore.withoutSyncs();
    put(Column.META, "a", "1");
    assertThat(store.syncs()).isZero();

    store = ((CrashStore) store).crash();
    assertThat(keys(Column.META)).isEmpty();
  }
}
