package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** State in a sorted map, for tests and as the reference for others. */
public final class MapState implements StateWriter {

  private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();

  /** A copy of the entries, in key order. */
  public Map<Bytes, Bytes> entries() {
    return new TreeMap<>(entries);
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    return entries.get(key);
  }

  @Override
  public void put(Bytes key, Bytes value) {
    entries.put(key, value);
  }

  @Override
  public void remove(Bytes key) {
    entries.remove(key);
  }

  @Override
  public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
    for (var entry : entries.tailMap(from).entrySet()) {
      if (!entry.getKey().startsWith(prefix) || !visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }
}
