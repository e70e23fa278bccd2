package althing.ledger.chain;

import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Signed checkpoints by the height whose log they are of: META, checkpoint/ ‖ height → note. */
final class KeptCheckpoints {

  private static final byte[] PREFIX = Bytes.utf8("checkpoint/").unsafeArray();

  private final KeyValueStore store;

  KeptCheckpoints(KeyValueStore store) {
    this.store = store;
  }

  private static byte[] key(long height) {
    return Bytes.concat(PREFIX, Keys.number(height));
  }

  static void write(Batch batch, long height, Bytes note) {
    batch.put(Column.META, key(height), note.unsafeArray());
  }

  Optional<Bytes> at(long height) {
    return Optional.ofNullable(store.get(Column.META, key(height))).map(Bytes::wrap);
  }

  /** The lowest height from {@code height} on that has one. */
  OptionalLong ceiling(long height) {
    try (Cursor cursor = store.cursor(Column.META)) {
      cursor.seek(key(height));
      return here(cursor);
    }
  }

  /** The heights that have one, newest first, from {@code height} down, at most {@code limit}. */
  List<Long> downFrom(long height, int limit) {
    var heights = new ArrayList<Long>();
    try (Cursor cursor = store.cursor(Column.META)) {
      cursor.seekForPrev(key(height));
      for (OptionalLong at = here(cursor);
          at.isPresent() && heights.size() < limit;
          at = here(cursor)) {
        heights.add(at.getAsLong());
        cursor.prev();
      }
    }
    return heights;
  }

  private static OptionalLong here(Cursor cursor) {
    if (!cursor.isValid()) {
      return OptionalLong.empty();
    }
    byte[] key = cursor.key();
    boolean own =
        key.length == PREFIX.length + Long.BYTES
            && Arrays.equals(key, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    return own ? OptionalLong.of(Keys.getLong(key, PREFIX.length)) : OptionalLong.empty();
  }
}
