package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes held in memory over a state that stays as it is. Reads see the changes first; values read
 * from below are remembered, so that a hot entry is fetched once and its value before is at hand.
 * For one thread.
 */
public final class Overlay implements StateWriter {

  /** Stands for "no entry": real values are not empty. */
  private static final Bytes ABSENT = Bytes.EMPTY;

  private final StateReader base;
  private final Map<Bytes, Bytes> fetched = new HashMap<>();
  private final Map<Bytes, Bytes> written = new HashMap<>();
  private final Map<Bytes, Optional<Bytes>> journal = new LinkedHashMap<>();
  private @Nullable NavigableSet<Bytes> order;
  private boolean journaling;

  public Overlay(StateReader base) {
    this.base = base;
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    Bytes value = written.get(key);
    return value != null ? present(value) : before(key);
  }

  /** The value under {@code key} in the state below. */
  public @Nullable Bytes before(Bytes key) {
    Bytes value = fetched.get(key);
    if (value == null) {
      Bytes found = base.get(key);
      value = found == null ? ABSENT : found;
      fetched.put(key, value);
    }
    return present(value);
  }

  @Override
  public void put(Bytes key, Bytes value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("empty value under " + key);
    }
    write(key, value);
  }

  @Override
  public void remove(Bytes key) {
    write(key, ABSENT);
  }

  @Override
  public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
    var changed =
        ordered().subSet(from, true, MergedScan.after(prefix), false).stream()
            .map(key -> Map.entry(key, Optional.ofNullable(get(key))))
            .toList();
    var merge = new MergedScan(changed.iterator(), visitor);
    base.scan(prefix, from, merge);
    merge.finish();
  }

  /** Hands over every changed entry with its new value, null if removed; in no particular order. */
  public void forEachChange(BiConsumer<Bytes, @Nullable Bytes> action) {
    written.forEach((key, value) -> action.accept(key, present(value)));
  }

  /** Writes all changes into {@code target}. */
  public void applyTo(StateWriter target) {
    written.forEach((key, value) -> {
      if (value.isEmpty()) {
        target.remove(key);
      } else {
        target.put(key, value);
      }
    });
  }

  /** Starts a transaction: what is written from here on can be undone. */
  public void begin() {
    journal.clear();
    journaling = true;
  }

  /** Undoes what was written since {@link #begin()}; the transaction goes on. */
  public void rollback() {
    journal.forEach((key, earlier) -> {
      if (earlier.isPresent()) {
        written.put(key, earlier.get());
      } else {
        written.remove(key);
        if (order != null) {
          order.remove(key);
        }
      }
    });
    journal.clear();
  }

  /** Ends the transaction and keeps what it wrote. */
  public void commit() {
    journal.clear();
    journaling = false;
  }

  /** Sees one entry that the transaction under way wrote. */
  public interface ChangeVisitor {
    void visit(Bytes key, @Nullable Bytes before, @Nullable Bytes now);
  }

  /** Visits the entries written since {@link #begin()}, with their values then and now. */
  public void forEachJournaled(ChangeVisitor visitor) {
    journal.forEach((key, earlier) ->
        visitor.visit(key, earlier.isPresent() ? present(earlier.get()) : before(key), get(key)));
  }

  private void write(Bytes key, Bytes value) {
    Bytes earlier = written.put(key, value);
    if (earlier == null && order != null) {
      order.add(key);
    }
    if (journaling) {
      journal.putIfAbsent(key, Optional.ofNullable(earlier));
    }
  }

  private NavigableSet<Bytes> ordered() {
    if (order == null) {
      order = new TreeSet<>(written.keySet());
    }
    return order;
  }

  private static @Nullable Bytes present(Bytes value) {
    return value.isEmpty() ? null : value;
  }
}
