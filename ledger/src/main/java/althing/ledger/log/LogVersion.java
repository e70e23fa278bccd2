package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The event tree at one size, with what is needed to append to it. Immutable: blocks that compete
 * for a height have versions of their own.
 */
public final class LogVersion {

  private final long size;
  private final Hash root;
  private final @Nullable Hash[] peaks;
  private final @Nullable Bytes[] edge;

  /**
   * Takes over the arrays.
   *
   * @param peaks under h the root of the complete subtree of 2^h leaves, if bit h of the size is 1
   * @param edge under each level the hashes of its newest tile, if that is not full
   */
  LogVersion(long size, @Nullable Hash[] peaks, @Nullable Bytes[] edge) {
    this.size = size;
    this.peaks = peaks;
    this.edge = edge;
    this.root = root(peaks);
  }

  /** Number of leaves. */
  public long size() {
    return size;
  }

  /** The root, as in block headers and checkpoints. */
  public Hash root() {
    return root;
  }

  @Nullable Hash[] peaks() {
    return peaks.clone();
  }

  @Nullable Bytes[] edge() {
    return edge.clone();
  }

  /** Folds the complete subtrees, the smallest first, into the root of the whole. */
  private static Hash root(@Nullable Hash[] peaks) {
    Hash right = null;
    for (Hash peak : peaks) {
      if (peak != null) {
        right = right == null ? peak : MerkleHash.node(peak, right);
      }
    }
    return right == null ? MerkleHash.EMPTY_ROOT : right;
  }
}
