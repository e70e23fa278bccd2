package althing.ledger.log;

import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies proofs of the event tree, with nothing but what is passed in. Proofs list hashes from
 * the deepest up; one too few or too many is as wrong as a wrong one. Numbers out of range are not
 * errors: such a proof shows nothing.
 *
 * <p>RFC 9162 cuts a range of n > 1 leaves after the largest power of two below n. The way down by
 * these cuts says for each hash of a proof on which side it belongs.
 */
public final class EventProofs {

  private EventProofs() {}

  /** The cut of the range {@code from..to}, of more than one leaf. */
  static long middle(long from, long to) {
    return from + Long.highestOneBit(to - from - 1);
  }

  /** Whether {@code leaf} is shown to be leaf {@code index} of the tree of {@code size} leaves. */
  public static boolean verifyInclusion(
      Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    return verifySubtreeInclusion(leaf, index, 0, size, proof, root);
  }

  /**
   * Whether the tree of {@code newSize} leaves is shown to start with that of {@code oldSize},
   * which has at least one.
   */
  public static boolean verifyConsistency(
      long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> proof) {
    return oldSize > 0 && verifySubtreeConsistency(0, oldSize, oldRoot, newSize, newRoot, proof);
  }

  /**
   * Whether {@code leaf} is shown to be leaf {@code index} of a log, the leaves {@code start..end}
   * of which have {@code root}; the range is one that {@link #isSubtree} accepts.
   */
  public static boolean verifySubtreeInclusion(
      Hash leaf, long index, long start, long end, List<Hash> proof, Hash root) {
    if (!isSubtree(start, end) || index < start || index >= end) {
      return false;
    }
    var rightSides = new ArrayList<Boolean>();
    long from = start;
    long to = end;
    while (to - from > 1) {
      long middle = middle(from, to);
      rightSides.add(index < middle);
      if (index < middle) {
        to = middle;
      } else {
        from = middle;
      }
    }
    if (proof.size() != rightSides.size()) {
      return false;
    }
    Hash hash = leaf;
    for (Hash sibling : proof) {
      hash =
          rightSides.removeLast() ? MerkleHash.node(hash, sibling) : MerkleHash.node(sibling, hash);
    }
    return hash.equals(root);
  }

  /**
   * Whether {@code subtreeRoot} is shown to be that of the leaves {@code start..end} of the tree of
   * {@code size} leaves; the range is one that {@link #isSubtree} accepts. An empty range is in
   * every tree.
   */
  public static boolean verifySubtreeConsistency(
      long start, long end, Hash subtreeRoot, long size, Hash root, List<Hash> proof) {
    if (!isSubtree(start, end) || end > size) {
      return false;
    }
    if (start == end) {
      return proof.isEmpty() && subtreeRoot.equals(MerkleHash.EMPTY_ROOT);
    }
    var cuts = new ArrayList<Side>();
    long from = 0;
    long to = size;
    while (from < start || to != end) {
      long middle = middle(from, to);
      if (end <= middle) {
        cuts.add(Side.RIGHT);
        to = middle;
      } else {
        cuts.add(start >= middle ? Side.LEFT : Side.LEFT_WITHIN);
        from = middle;
      }
    }
    boolean startsAtSubtree = from == start;
    if (proof.size() != cuts.size() + (startsAtSubtree ? 0 : 1)) {
      return false;
    }
    Hash inSubtree = startsAtSubtree ? subtreeRoot : proof.getFirst();
    Hash inTree = inSubtree;
    for (Hash sibling : startsAtSubtree ? proof : proof.subList(1, proof.size())) {
      switch (cuts.removeLast()) {
        case RIGHT -> inTree = MerkleHash.node(inTree, sibling);
        case LEFT -> inTree = MerkleHash.node(sibling, inTree);
        case LEFT_WITHIN -> {
          inSubtree = MerkleHash.node(sibling, inSubtree);
          inTree = MerkleHash.node(sibling, inTree);
        }
      }
    }
    return inSubtree.equals(subtreeRoot) && inTree.equals(root);
  }

  /** Where a proof's hash lies: beside the subtree, or to the left and part of the subtree. */
  private enum Side {
    RIGHT,
    LEFT,
    LEFT_WITHIN
  }

  /**
   * Whether the leaves {@code start..end} have a root of their own in every tree that holds them:
   * the start is a multiple of the smallest power of two that is not below their number.
   */
  public static boolean isSubtree(long start, long end) {
    if (start < 0 || end < start) {
      return false;
    }
    long count = end - start;
    if (count < 2) {
      return true;
    }
    long span = Long.highestOneBit(count - 1) << 1;
    return start == 0 || span > 0 && start % span == 0;
  }
}
