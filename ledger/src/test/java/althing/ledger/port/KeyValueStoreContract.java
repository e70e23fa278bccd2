package althing.ledger.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.KeyValueStore.View;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link KeyValueStore} does. A store's test extends this and says how one is opened.
 */
public abstract class KeyValueStoreContract {

  protected KeyValueStore store;

  /** An empty store, closed by the contract. */
  protected abstract KeyValueStore open();

  @BeforeEach
  final void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(Column.class)
  void every_column_keeps_what_was_put_and_nothing_else(Column column) {
    put(column, "a", "1");

    assertThat(store.get(column, bytes("a"))).isEqualTo(bytes("1"));
    assertThat(store.get(column, bytes("b"))).isNull();
    for (Column other : Column.values()) {
      if (other != column) {
        assertThat(store.get(other, bytes("a"))).as(other.name()).isNull();
      }
    }
  }

  @Test
  void empty_keys_and_values_are_entries_like_others() {
    write(batch -> {
      batch.put(Column.META, new byte[0], bytes("no key"));
      batch.put(Column.META, bytes("k"), new byte[0]);
    });

    assertThat(store.get(Column.META, new byte[0])).isEqualTo(bytes("no key"));
    assertThat(store.get(Column.META, bytes("k"))).isEmpty();
    assertThat(entries(Column.META)).hasSize(2);
  }

  @Test
  void a_batch_is_invisible_until_it_is_written_and_applies_in_order() {
    put(Column.META, "x", "old");
    try (Batch batch = store.newBatch()) {
      batch.put(Column.META, bytes("x"), bytes("1"));
      batch.delete(Column.META, bytes("x"));
      batch.put(Column.META, bytes("y"), bytes("1"));
      batch.deleteRange(Column.META, bytes("a"), bytes("z"));
      batch.put(Column.META, bytes("y"), bytes("2"));
      batch.put(Column.HEADERS, bytes("h"), bytes("3"));

      assertThat(batch.count()).isEqualTo(6);
      assertThat(entries(Column.META)).containsExactly(Map.entry("x", "old"));
      store.write(batch, false);
    }

    assertThat(entries(Column.META)).containsExactly(Map.entry("y", "2"));
    assertThat(entries(Column.HEADERS)).containsExactly(Map.entry("h", "3"));
  }

  @Test
  void a_range_is_deleted_from_its_start_up_to_but_not_including_its_end() {
    for (String key : List.of("a", "b", "ba", "c", "d")) {
      put(Column.HISTORY, key, key);
      put(Column.CHANGES, key, key);
    }
    write(batch -> batch.deleteRange(Column.HISTORY, bytes("b"), bytes("c")));
    assertThat(keys(Column.HISTORY)).containsExactly("a", "c", "d");

    write(batch -> {
      batch.deleteRange(Column.HISTORY, bytes("a"), bytes("a"));
      batch.deleteRange(Column.HISTORY, bytes("d"), bytes("a"));
    });
    assertThat(keys(Column.HISTORY)).containsExactly("a", "c", "d");
    assertThat(keys(Column.CHANGES)).containsExactly("a", "b", "ba", "c", "d");
  }

  @Test
  void many_gets_answer_in_the_order_asked() {
    put(Column.LATEST, "a", "1");
    put(Column.LATEST, "c", "3");

    var values =
        store.multiGet(
            Column.LATEST, List.of(bytes("c"), bytes("b"), bytes("a"), bytes("c"), bytes("zz")));

    assertThat(values)
        .usingElementComparator(KeyValueStoreContract::compareNullable)
        .containsExactly(bytes("3"), null, bytes("1"), bytes("3"), null);
    assertThat(store.multiGet(Column.LATEST, List.of())).isEmpty();
  }

  @Test
  void cursors_walk_both_ways_in_unsigned_byte_order() {
    byte[][] keys = {{}, {0}, {0, 0}, {0x7f}, {(byte) 0x80}, {(byte) 0xff}, {(byte) 0xff, 0}};
    write(batch -> {
      for (int i = keys.length - 1; i >= 0; i--) {
        batch.put(Column.LOGS, keys[i], new byte[] {(byte) i});
      }
    });
    try (Cursor cursor = store.cursor(Column.LOGS)) {
      assertThat(cursor.isValid()).isFalse();
      int at = 0;
      for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
        assertThat(cursor.key()).isEqualTo(keys[at++]);
      }
      assertThat(at).isEqualTo(keys.length);
      for (cursor.seekToLast(); cursor.isValid(); cursor.prev()) {
        assertThat(cursor.value()).containsExactly(--at);
      }
      assertThat(at).isZero();

      cursor.seek(new byte[] {1});
      assertThat(cursor.key()).isEqualTo(keys[3]);
      cursor.seekForPrev(new byte[] {1});
      assertThat(cursor.key()).isEqualTo(keys[2]);
      cursor.seek(keys[5]);
      assertThat(cursor.key()).isEqualTo(keys[5]);
      cursor.seekForPrev(keys[5]);
      assertThat(cursor.key()).isEqualTo(keys[5]);
      cursor.seek(new byte[] {(byte) 0xff, 1});
      assertThat(cursor.isValid()).isFalse();
    }
  }

  @Test
  void a_cursor_and_a_view_do_not_see_later_writes() {
    put(Column.LATEST, "a", "1");
    try (View view = store.view();
        Cursor cursor = store.cursor(Column.LATEST);
        Cursor viewCursor = view.cursor(Column.LATEST)) {
      write(batch -> {
        batch.put(Column.LATEST, bytes("a"), bytes("2"));
        batch.put(Column.LATEST, bytes("b"), bytes("2"));
      });

      assertThat(view.get(Column.LATEST, bytes("a"))).isEqualTo(bytes("1"));
      assertThat(view.get(Column.LATEST, bytes("b"))).isNull();
      assertThat(walk(cursor)).containsExactly(Map.entry("a", "1"));
      assertThat(walk(viewCursor)).containsExactly(Map.entry("a", "1"));
      try (Cursor late = view.cursor(Column.LATEST)) {
        assertThat(walk(late)).containsExactly(Map.entry("a", "1"));
      }
    }
    assertThat(store.get(Column.LATEST, bytes("a"))).isEqualTo(bytes("2"));
  }

  @Test
  void only_synced_writes_are_counted_as_syncs() {
    long before = store.syncs();
    write(batch -> batch.put(Column.META, bytes("a"), bytes("1")));
    assertThat(store.syncs()).isEqualTo(before);

    put(Column.META, "b", "2");
    put(Column.META, "c", "3");
    assertThat(store.syncs()).isEqualTo(before + 2);
  }

  @Test
  void large_values_come_back_whole() {
    byte[] large = new byte[3_000_000];
    new Random(3).nextBytes(large);
    write(batch -> batch.put(Column.BODIES, bytes("large"), large));

    assertThat(store.get(Column.BODIES, bytes("large"))).isEqualTo(large);
  }

  @Test
  void a_closed_store_refuses_by_name() {
    Batch batch = store.newBatch();
    store.close();

    assertThatThrownBy(() -> store.get(Column.META, bytes("a")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> store.cursor(Column.META)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.view()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.write(batch, true)).isInstanceOf(StoreException.class);
    batch.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void random_histories_equal_a_sorted_map(long seed) {
    var random = new Random(seed);
    var expected = new EnumMap<Column, TreeMap<Bytes, Bytes>>(Column.class);
    for (Column column : Column.values()) {
      expected.put(column, new TreeMap<>());
    }
    for (int round = 0; round < 100; round++) {
      try (Batch batch = store.newBatch()) {
        for (int i = random.nextInt(20); i >= 0; i--) {
          Column column = Column.values()[random.nextInt(Column.values().length)];
          change(batch, column, expected.get(column), random);
        }
        store.write(batch, random.nextInt(10) == 0);
      }
      Column column = Column.values()[random.nextInt(Column.values().length)];
      var asked = new ArrayList<byte[]>();
      for (int i = 0; i < 5; i++) {
        asked.add(key(random).unsafeArray());
      }
      var found = store.multiGet(column, asked);
      for (int i = 0; i < asked.size(); i++) {
        Bytes value = expected.get(column).get(Bytes.wrap(asked.get(i)));
        assertThat(found.get(i)).isEqualTo(value == null ? null : value.unsafeArray());
      }
    }
    for (Column column : Column.values()) {
      var kept = new TreeMap<Bytes, Bytes>();
      try (Cursor cursor = store.cursor(column)) {
        for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
          kept.put(Bytes.wrap(cursor.key()), Bytes.wrap(cursor.value()));
        }
      }
      assertThat(kept).as(column.name()).isEqualTo(expected.get(column));
    }
  }

  private static void change(
      Batch batch, Column column, TreeMap<Bytes, Bytes> expected, Random random) {
    Bytes key = key(random);
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        batch.delete(column, key.unsafeArray());
        expected.remove(key);
      }
      case 2 -> {
        Bytes end = key(random);
        batch.deleteRange(column, key.unsafeArray(), end.unsafeArray());
        if (key.compareTo(end) < 0) {
          expected.subMap(key, end).clear();
        }
      }
      default -> {
        byte[] value = new byte[random.nextInt(40)];
        random.nextBytes(value);
        batch.put(column, key.unsafeArray(), value);
        expected.put(key, Bytes.wrap(value));
      }
    }
  }

  private static Bytes key(Random random) {
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) * 85);
    }
    return Bytes.wrap(key);
  }

  protected final void put(Column column, String key, String value) {
    try (Batch batch = store.newBatch()) {
      batch.put(column, bytes(key), bytes(value));
      store.write(batch, true);
    }
  }

  /** Writes without a sync. */
  protected final void write(java.util.function.Consumer<Batch> changes) {
    try (Batch batch = store.newBatch()) {
      changes.accept(batch);
      store.write(batch, false);
    }
  }

  protected final List<Map.Entry<String, String>> entries(Column column) {
    try (Cursor cursor = store.cursor(column)) {
      return walk(cursor);
    }
  }

  protected final List<String> keys(Column column) {
    return entries(column).stream().map(Map.Entry::getKey).toList();
  }

  protected static byte[] bytes(String text) {
    return Bytes.utf8(text).unsafeArray();
  }

  private static List<Map.Entry<String, String>> walk(Cursor cursor) {
    var entries = new ArrayList<Map.Entry<String, String>>();
    for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
      entries.add(Map.entry(text(cursor.key()), text(cursor.value())));
    }
    return entries;
  }

  private static String text(byte[] utf8) {
    return new String(utf8, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int compareNullable(byte[] a, byte[] b) {
    return a == null || b == null ? (a == b ? 0 : 1) : Arrays.compare(a, b);
  }
}
