package althing.ledger.log;

import althing.ledger.types.Hash;
import java.util.List;
import java.util.Optional;

/**
 * The event tree at one size, with what is needed to append to it. Immutable: blocks that compete
 * for a height have versions of their own.
 */
public final class LogVersion {

  private final long size;
  private final Hash root;

  /**
   * By height: the root of the complete subtree that ends the tree there, if bit h of size is 1.
   */
  private final List<Optional<Hash>> peaks;

  /** By level: the hashes of the newest tile, not full; empty where a tile has just been filled. */
  private final List<byte[]> partial;

  LogVersion(long size, Hash root, List<Optional<Hash>> peaks, List<byte[]> partial) {
    this.size = size;
    this.root = root;
    this.peaks = List.copyOf(peaks);
    this.partial = List.copyOf(partial);
  }

  /** Number of leaves. */
  public long size() {
    return size;
  }

  public Hash root() {
    return root;
  }

  List<Optional<Hash>> peaks() {
    return peaks;
  }

  List<byte[]> partial() {
    return partial;
  }
}
