package althing.ledger.chain;

import static althing.ledger.chain.BlockColumns.required;

import althing.ledger.execution.ExecutedBlock.Change;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest value of every state entry, and the values before each change: together the state as
 * of any kept height. LATEST holds key → value; HISTORY holds key ‖ height → value before that
 * height, empty for none; CHANGES holds height → the keys changed there.
 *
 * <p>A reader takes no lock and no snapshot: it asks LATEST first and HISTORY second. A block
 * committed in between has then left the value that LATEST lost in HISTORY.
 */
final class StateHistory {

  private final KeyValueStore store;

  /** The height whose state LATEST holds, or is about to hold. */
  private volatile long latestHeight;

  /** The lowest height that can be read; entries needed only below it are gone or going. */
  private volatile long oldest;

  StateHistory(KeyValueStore store, long latestHeight, long oldest) {
    this.store = store;
    this.latestHeight = latestHeight;
    this.oldest = oldest;
  }

  long oldest() {
    return oldest;
  }

  /** To be called before a batch is written: from then on readers look into HISTORY as well. */
  void announce(long newLatestHeight, long newOldest) {
    oldest = newOldest;
    latestHeight = newLatestHeight;
  }

  /** Adds a block's changes. Genesis has no before, so it leaves no history. */
  static void write(Batch batch, long height, SortedMap<Bytes, Change> changes) {
    changes.forEach((key, change) -> {
      writeLatest(batch, key, change.after());
      if (height > 0) {
        Bytes before = change.before();
        byte[] value = before == null ? Bytes.EMPTY.unsafeArray() : before.unsafeArray();
        batch.put(Column.HISTORY, HistoryKey.of(key, height), value);
      }
    });
    if (height > 0) {
      batch.put(Column.CHANGES, Keys.number(height), ByteList.of(changes.keySet()));
    }
  }

  static void writeLatest(Batch batch, Bytes key, @Nullable Bytes value) {
    if (value == null) {
      batch.delete(Column.LATEST, key.unsafeArray());
    } else {
      batch.put(Column.LATEST, key.unsafeArray(), value.unsafeArray());
    }
  }

  /** Drops what only heights below {@code height} need. */
  void prune(Batch batch, long height) {
    for (Bytes key : required(changedAt(height), Column.CHANGES, height)) {
      batch.delete(Column.HISTORY, HistoryKey.of(key, height));
    }
    batch.delete(Column.CHANGES, Keys.number(height));
  }

  /** Keys that a block changed, in order. */
  Optional<List<Bytes>> changedAt(long height) {
    byte[] changed = store.get(Column.CHANGES, Keys.number(height));
    return changed == null
        ? Optional.empty()
        : Optional.of(
            ByteList.read(changed, 0, 0, Integer.MAX_VALUE, "column CHANGES: height " + height));
  }

  /** The state after the block at {@code height}; the caller has checked that it is kept. */
  StateReader at(long height) {
    return new AsOf(height);
  }

  /**
   * Heights from 1 to {@code upTo} whose blocks changed the entry, newest first, at most {@code
   * limit}; none that has been pruned.
   */
  List<Long> changesOf(Bytes key, long upTo, int limit) {
    byte[] last = HistoryKey.of(key, upTo);
    var heights = new ArrayList<Long>();
    try (Cursor history = store.cursor(Column.HISTORY)) {
      history.seekForPrev(last);
      while (heights.size() < limit
          && history.isValid()
          && HistoryKey.sameKey(history.key(), last)) {
        heights.add(HistoryKey.height(history.key()));
        history.prev();
      }
    }
    return heights;
  }

  /** Whatever is on disk, without regard to heights. */
  StateReader newest() {
    return new Newest();
  }

  private void scanLatest(
      Cursor latest, Bytes prefix, Bytes start, StateReader.EntryVisitor visitor) {
    for (latest.seek(start.unsafeArray()); latest.isValid(); latest.next()) {
      Bytes key = Bytes.wrap(latest.key());
      if (!key.startsWith(prefix) || !visitor.visit(key, Bytes.wrap(latest.value()))) {
        return;
      }
    }
  }

  /** The newest values on disk. */
  private final class Newest implements StateReader {
    @Override
    public @Nullable Bytes get(Bytes key) {
      byte[] value = store.get(Column.LATEST, key.unsafeArray());
      return value == null ? null : Bytes.wrap(value);
    }

    @Override
    public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
      try (Cursor latest = store.cursor(Column.LATEST)) {
        scanLatest(latest, prefix, from.compareTo(prefix) < 0 ? prefix : from, visitor);
      }
    }
  }

  /** The state at one height. Every answer is refused once that height has been pruned. */
  private final class AsOf implements StateReader {
    private final long height;

    AsOf(long height) {
      this.height = height;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
      byte[] value = store.get(Column.LATEST, key.unsafeArray());
      if (latestHeight != height) {
        byte[] wanted = HistoryKey.of(key, height + 1);
        try (Cursor history = store.cursor(Column.HISTORY)) {
          history.seek(wanted);
          if (history.isValid() && HistoryKey.sameKey(history.key(), wanted)) {
            byte[] before = history.value();
            value = before.length == 0 ? null : before;
          }
        }
        requireKept();
      }
      return value == null ? null : Bytes.wrap(value);
    }

    @Override
    public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
      Bytes start = from.compareTo(prefix) < 0 ? prefix : from;
      try (Cursor latest = store.cursor(Column.LATEST)) {
        if (latestHeight == height) {
          scanLatest(latest, prefix, start, visitor);
          return;
        }
        try (Cursor history = store.cursor(Column.HISTORY)) {
          scanMerged(latest, history, prefix, start, visitor);
        }
      }
    }

    private void scanMerged(
        Cursor latest, Cursor history, Bytes prefix, Bytes start, EntryVisitor visitor) {
      latest.seek(start.unsafeArray());
      history.seek(HistoryKey.of(start, 0));
      while (true) {
        Bytes now = latest.isValid() ? Bytes.wrap(latest.key()) : null;
        Bytes once = history.isValid() ? HistoryKey.key(history.key()) : null;
        Bytes key = now == null || once != null && once.compareTo(now) < 0 ? once : now;
        if (key == null || !key.startsWith(prefix)) {
          return;
        }
        byte[] value = new byte[0];
        if (now != null && now.equals(key)) {
          value = latest.value();
          latest.next();
        }
        if (once != null && once.equals(key)) {
          value = beforeIfChanged(history, key, value);
        }
        requireKept();
        if (value.length > 0 && !visitor.visit(key, Bytes.wrap(value))) {
          return;
        }
      }
    }

    /** Moves to the next key's history; answers with the value before the first later change. */
    private byte[] beforeIfChanged(Cursor history, Bytes key, byte[] value) {
      byte[] wanted = HistoryKey.of(key, height + 1);
      history.seek(wanted);
      if (!history.isValid() || !HistoryKey.sameKey(history.key(), wanted)) {
        return value;
      }
      byte[] before = history.value();
      history.seek(HistoryKey.after(key));
      return before;
    }

    private void requireKept() {
      if (height < oldest) {
        throw new ChainReader.HistoryPrunedException(height, oldest, latestHeight);
      }
    }
  }
}
