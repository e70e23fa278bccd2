package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.execution.TestChain;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.MemoryStore;
import althing.ledger.types.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** L1, L4: whatever is changed in the store behind its back is found and named. */
final class ChainCheckTest {

  private final KeyValueStore store = new MemoryStore();

  @BeforeEach
  void grow() {
    var chain = StoredChain.in(store);
    for (int i = 0; i < 6; i++) {
      chain.block(
          chain.transfer("alice", 0, TestChain.person("new " + i), Amount.ONE),
          chain.transfer("bob", 0, TestChain.person("alice"), Amount.of(5 + i)));
    }
  }

  private List<String> check() {
    return ChainStore.open(store, TestChain.CHAIN_ID, Retention.ARCHIVE, StoredChain.REGISTRY)
        .check((height, head) -> {});
  }

  @Test
  void an_unharmed_chain_has_no_problems() {
    assertThat(check()).isEmpty();
  }

  @Test
  void a_pruned_chain_has_no_problems() {
    var pruned = new MemoryStore();
    var chain = StoredChain.in(pruned, new Retention(5, 3));
    for (int i = 0; i < 20; i++) {
      chain.blockAfter(i % 4 == 0 ? StoredChain.EPOCH_MILLIS : 1);
    }
    assertThat(chain.chain().check((height, head) -> {})).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"META", "CERTIFICATES"})
  void a_missing_entry_is_named_by_its_column(Column column) {
    for (Map.Entry<byte[], byte[]> entry : entries(column)) {
      write(batch -> batch.delete(column, entry.getKey()));
      assertNamed(column);
      write(batch -> batch.put(column, entry.getKey(), entry.getValue()));
    }
    assertThat(check()).isEmpty();
  }

  /** What a call returned and what it paid are in no root, so receipts are left to checksums. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"META", "CERTIFICATES", "RECEIPTS"})
  void a_changed_value_is_named_by_its_column(Column column) {
    for (Map.Entry<byte[], byte[]> entry : entries(column)) {
      byte[] value = entry.getValue().clone();
      if (value.length == 0) {
        continue;
      }
      for (int at : new int[] {0, value.length / 2, value.length - 1}) {
        value[at] ^= 0x20;
        write(batch -> batch.put(column, entry.getKey(), value.clone()));
        assertNamed(column);
        value[at] ^= 0x20;
      }
      write(batch -> batch.put(column, entry.getKey(), entry.getValue()));
    }
    assertThat(check()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"META", "CERTIFICATES", "TILES", "TREE"})
  void an_entry_too_many_is_named_by_its_column(Column column) {
    byte[] key = entries(column).getLast().getKey().clone();
    key[key.length / 2] ^= 0x55;
    byte[] value = entries(column).getLast().getValue();
    write(batch -> batch.put(column, key, value));

    assertNamed(column);
  }

  /** The store refuses to open, or its check names the column or what it holds. */
  private void assertNamed(Column column) {
    List<String> problems;
    try {
      problems = check();
    } catch (StoreException e) {
      problems = List.of(e.getMessage());
    }
    assertThat(String.join("\n", problems)).containsAnyOf(words(column));
  }

  private static String[] words(Column column) {
    return switch (column) {
      case HEADERS -> new String[] {"column HEADERS", "store: header at height"};
      case EVENTS -> new String[] {"column EVENTS", "store: the events of height"};
      case RECEIPTS -> new String[] {"column RECEIPTS", "receipts for"};
      case TILES -> new String[] {"event tree: "};
      case TREE -> new String[] {"state tree node"};
      // The keys that a block says it changed are looked up in the history.
      case CHANGES -> new String[] {"column CHANGES", "column HISTORY"};
      // A sender is found wrong by the index over senders.
      case BODIES -> new String[] {"column BODIES", "column INDEX"};
      default -> new String[] {"column " + column};
    };
  }

  @Test
  void a_damaged_head_record_is_refused_at_once() {
    byte[] record = store.get(Column.META, HeadRecord.KEY);
    for (int at = 0; at < record.length - 2 * Long.BYTES; at++) {
      byte[] harmed = record.clone();
      harmed[at] ^= 1;
      write(batch -> batch.put(Column.META, HeadRecord.KEY, harmed));
      assertThatThrownBy(this::check).isInstanceOf(StoreException.class);
    }
    write(batch -> batch.put(Column.META, HeadRecord.KEY, new byte[3]));
    assertThatThrownBy(this::check).hasMessage("column META: head record of 3 bytes instead of 96");
  }

  /** L4: another chain, another layout. */
  @Test
  void a_store_of_another_chain_or_format_is_refused_by_number() {
    assertThatThrownBy(() -> ChainStore.open(store, 931, Retention.ARCHIVE, StoredChain.REGISTRY))
        .isInstanceOf(StoreException.class)
        .hasMessage("store: it holds chain 930, not chain 931");

    write(batch ->
        batch.put(
            Column.META,
            "format".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Keys.number(1)));
    assertThatThrownBy(this::check)
        .isInstanceOf(StoreException.class)
        .hasMessage("store: it has format 1, this software reads 2");
  }

  private List<Map.Entry<byte[], byte[]>> entries(Column column) {
    var entries = new ArrayList<Map.Entry<byte[], byte[]>>();
    try (Cursor cursor = store.cursor(column)) {
      for (cursor.seekToFirst(); cursor.isValid(); cursor.next()) {
        entries.add(Map.entry(cursor.key(), cursor.value()));
      }
    }
    return entries;
  }

  private void write(Consumer<Batch> changes) {
    try (Batch batch = store.newBatch()) {
      changes.accept(batch);
      store.write(batch, true);
    }
  }
}
