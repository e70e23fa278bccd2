package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A state with a block's changes over it, for reading from any thread: a block not yet on disk. */
public final class ChangedState implements StateReader {

  private final StateReader base;
  private final Map<Bytes, Optional<Bytes>> changes;
  private volatile @Nullable NavigableMap<Bytes, Optional<Bytes>> ordered;

  /** {@code changes} holds the new values, empty for removed entries; it is copied. */
  public ChangedState(StateReader base, Map<Bytes, Optional<Bytes>> changes) {
    this(new HashMap<>(changes), base);
  }

  private ChangedState(Map<Bytes, Optional<Bytes>> changes, StateReader base) {
    this.base = base;
    this.changes = changes;
  }

  /**
   * The same changes over another base, which holds the same entries but for those changed here:
   * what is on disk, say, instead of what was about to be.
   */
  public ChangedState over(StateReader otherBase) {
    return new ChangedState(changes, otherBase);
  }

  @Override
  public @Nullable Bytes get(Bytes key) {
    Optional<Bytes> change = changes.get(key);
    return change == null ? base.get(key) : change.orElse(null);
  }

  @Override
  public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {
    var merge = new MergedScan(changedFrom(prefix, from), visitor);
    base.scan(prefix, from, merge);
    merge.finish();
  }

  private Iterator<Map.Entry<Bytes, Optional<Bytes>>> changedFrom(Bytes prefix, Bytes from) {
    NavigableMap<Bytes, Optional<Bytes>> sorted = ordered;
    if (sorted == null) {
      sorted = new TreeMap<>(changes);
      ordered = sorted;
    }
    return sorted.subMap(from, true, MergedScan.after(prefix), false).entrySet().iterator();
  }
}
