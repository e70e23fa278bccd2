package althing.ledger.replay;

import althing.ledger.state.StateWriter;
import althing.ledger.types.Bytes;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A state in memory that knows what changed since its root was last taken. */
final class ReplayState implements StateWriter {

  /** Real values are not empty. */
  private static final Bytes ABSENT = Bytes.EMPTY;

  private final Map<Bytes, Bytes> entries = new HashMap<>();

  /** New values by key, {@link #ABSENT} for what was removed. */
  private final Map<Bytes, Bytes> changed = new HashMap<>();

  @Override
  public @Nullable Bytes get(Bytes key) {
    return entries.get(key);
  }

  @Override
  public void put(Bytes key, Bytes value) {
    entries.put(key, value);
    changed.put(key, value);
  }

  @Override
  public void remove(Bytes key) {
    entries.remove(key);
    changed.put(key, ABSENT);
  }

  @Override
  public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
    entries.keySet().stream()
        .filter(key -> key.startsWith(prefix) && key.compareTo(from) >= 0)
        .sorted()
        .takeWhile(key -> visitor.visit(key, Objects.requireNonNull(entries.get(key))))
        .forEach(key -> {});
  }

  /** Hands over what changed since the last call. */
  void drainChanges(BiConsumer<Bytes, @Nullable Bytes> action) {
    changed.forEach((key, value) -> action.accept(key, value.isEmpty() ? null : value));
    changed.clear();
  }

  void forgetChanges() {
    changed.clear();
  }

  /** All entries, in no particular order. */
  Map<Bytes, Bytes> entries() {
    return Collections.unmodifiableMap(entries);
  }

  int size() {
    return entries.size();
  }
}
