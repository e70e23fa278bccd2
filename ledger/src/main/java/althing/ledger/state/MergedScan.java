package althing.ledger.state;

import althing.ledger.state.StateReader.EntryVisitor;
import althing.ledger.types.Bytes;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Interleaves changed entries, in key order, with those of the state below as it is scanned. */
final class MergedScan implements EntryVisitor {

  private final Iterator<Map.Entry<Bytes, Optional<Bytes>>> changed;
  private final EntryVisitor visitor;
  private Map.@Nullable Entry<Bytes, Optional<Bytes>> next;
  private boolean stopped;

  /**
   * @param changed new values, empty for removed entries
   */
  MergedScan(Iterator<Map.Entry<Bytes, Optional<Bytes>>> changed, EntryVisitor visitor) {
    this.changed = changed;
    this.visitor = visitor;
    advance();
  }

  @Override
  public boolean visit(Bytes key, Bytes value) {
    while (next != null && next.getKey().compareTo(key) < 0) {
      if (!visitNext(next)) {
        return false;
      }
    }
    if (next != null && next.getKey().equals(key)) {
      return visitNext(next);
    }
    stopped = !visitor.visit(key, value);
    return !stopped;
  }

  /** Visits what is left above the last entry of the state below. */
  void finish() {
    while (!stopped && next != null) {
      visitNext(next);
    }
  }

  private boolean visitNext(Map.Entry<Bytes, Optional<Bytes>> entry) {
    advance();
    stopped =
        entry.getValue().isPresent() && !visitor.visit(entry.getKey(), entry.getValue().get());
    return !stopped;
  }

  private void advance() {
    next = changed.hasNext() ? changed.next() : null;
  }

  /** The least key above all keys that start with {@code prefix}, which has a byte below 0xff. */
  static Bytes after(Bytes prefix) {
    byte[] bound = prefix.toArray();
    int last = bound.length - 1;
    while (bound[last] == (byte) 0xff) {
      last--;
    }
    bound[last]++;
    return Bytes.wrap(Arrays.copyOf(bound, last + 1));
  }
}
