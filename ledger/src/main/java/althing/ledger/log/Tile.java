package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/**
 * Up to 256 consecutive hashes of one level (C2SP tlog-tiles). A tile of level L holds roots of
 * complete subtrees of 256^L leaves. One that is not full is the newest of its level; it is stored
 * anew, longer, in its place.
 *
 * @param level 0 holds leaf hashes; at most 6, since a log has less than 2^56 entries
 * @param index position among the tiles of its level
 * @param hashes 32 bytes each, 1 to 256 of them
 */
public record Tile(int level, long index, Bytes hashes) {

  /** Hashes in a full tile. */
  public static final int WIDTH = 256;

  /** log2 of {@link #WIDTH}. */
  public static final int HEIGHT = 8;

  static final int LEVELS = 7;

  public Tile {
    if (hashes.isEmpty() || hashes.size() % Hash.SIZE != 0 || hashes.size() > WIDTH * Hash.SIZE) {
      throw new IllegalArgumentException(hashes.size() + " bytes are not 1 to 256 hashes");
    }
  }

  public int width() {
    return hashes.size() / Hash.SIZE;
  }

  Hash hash(int position) {
    int from = position * Hash.SIZE;
    return Hash.wrap(hashes.slice(from, from + Hash.SIZE).unsafeArray());
  }

  /** Root of the complete subtree over {@code count} hashes from {@code first}; a power of two. */
  Hash root(int first, int count) {
    if (count == 1) {
      return hash(first);
    }
    int half = count / 2;
    return MerkleHash.node(root(first, half), root(first + half, half));
  }
}
