package althing.ledger.state;

import althing.ledger.types.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all projections at one point of the log, in unsigned byte order of keys. A key
 * opens with its projection's id (one byte).
 */
public interface StateReader {

  /** The value under {@code key}, or null. */
  @Nullable Bytes get(Bytes key);

  /**
   * Visits the entries whose keys start with {@code prefix}, from {@code from} on (inclusive; pass
   * {@code prefix} itself to start at the first), in key order, until {@code visitor} returns
   * false.
   */
  void scan(Bytes prefix, Bytes from, EntryVisitor visitor);

  /** Sees one entry; returns whether to go on. */
  interface EntryVisitor {
    boolean visit(Bytes key, Bytes value);
  }
}
