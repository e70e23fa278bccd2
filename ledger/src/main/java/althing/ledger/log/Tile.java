package althing.ledger.log;

import althing.ledger.types.Bytes;

/**
 * Up to 256 consecutive hashes of one level (C2SP tlog-tiles). A tile of level L holds roots of
 * complete subtrees of 256^L leaves.
 *
 * @param level 0 holds leaf hashes
 * @param index position among the tiles of its level
 * @param hashes 32 bytes each, 1 to 256 of them
 */
public record Tile(int level, long index, Bytes hashes) {

  /** Hashes in a full tile. */
  public static final int WIDTH = 256;

  /** log2 of {@link #WIDTH}. */
  public static final int HEIGHT = 8;

  public int width() {
    return hashes.size() / 32;
  }

  public boolean isFull() {
    return width() == WIDTH;
  }
}
