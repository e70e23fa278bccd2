package althing.ledger.log;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Roots and proofs of the event tree (RFC 9162, sections 2.1.3 and 2.1.4) out of the tiles of a log
 * of {@code size} entries, for that size and every smaller one. Tiles that are missing or have a
 * wrong length are a {@link StoreException} that names them.
 */
public record EventProver(TileSource source, long size) {

  public EventProver {
    if (size < 0 || size >= EventTree.SIZE_LIMIT) {
      throw new IllegalArgumentException("event tree: no log has " + size + " events");
    }
  }

  /** Root of the first {@code ofSize} entries. */
  public Hash rootAt(long ofSize) {
    requireSize(ofSize);
    return ofSize == 0 ? MerkleHash.EMPTY_ROOT : new TileReader(source).range(0, ofSize);
  }

  /** The leaf hash of entry {@code index}. */
  public Hash leafHash(long index) {
    requireIndex(index, size);
    return new TileReader(source).range(index, index + 1);
  }

  /**
   * Proof that entry {@code index} is in the log of {@code ofSize} entries.
   *
   * @return hashes from the leaf's neighbour up
   */
  public List<Hash> inclusion(long index, long ofSize) {
    requireSize(ofSize);
    requireIndex(index, ofSize);
    var tiles = new TileReader(source);
    var proof = new ArrayList<Hash>();
    long from = 0;
    long to = ofSize;
    while (to - from > 1) {
      long middle = EventProofs.middle(from, to);
      if (index < middle) {
        proof.add(tiles.range(middle, to));
        to = middle;
      } else {
        proof.add(tiles.range(from, middle));
        from = middle;
      }
    }
    return proof.reversed();
  }

  /**
   * Proof that the log of {@code newSize} entries starts with the one of {@code oldSize}.
   *
   * @return hashes from the deepest up; none if the sizes are equal or the old log is empty
   */
  public List<Hash> consistency(long oldSize, long newSize) {
    requireSize(newSize);
    if (oldSize < 0 || oldSize > newSize) {
      throw new IllegalArgumentException("old size %d is not in 0..%d".formatted(oldSize, newSize));
    }
    if (oldSize == 0) {
      return List.of();
    }
    var tiles = new TileReader(source);
    var proof = new ArrayList<Hash>();
    long from = 0;
    long to = newSize;
    while (to != oldSize) {
      long middle = EventProofs.middle(from, to);
      if (oldSize <= middle) {
        proof.add(tiles.range(middle, to));
        to = middle;
      } else {
        proof.add(tiles.range(from, middle));
        from = middle;
      }
    }
    if (from > 0) {
      proof.add(tiles.range(from, to));
    }
    return proof.reversed();
  }

  /**
   * Checks every tile.
   *
   * @throws StoreException if a tile is missing, does not lead to its hash in the level above, or
   *     all together do not lead to {@code expected}; it names the tile
   */
  public void check(Hash expected) {
    for (int level = 0; size >>> Tile.HEIGHT * (level + 1) > 0; level++) {
      long full = size >>> Tile.HEIGHT * (level + 1);
      for (long index = 0; index < full; index++) {
        var tiles = new TileReader(source);
        int place = (int) (index % Tile.WIDTH);
        Tile above = tiles.tile(level + 1, index / Tile.WIDTH, place + 1);
        Hash root = tiles.tile(level, index, Tile.WIDTH).root(0, Tile.WIDTH);
        if (!above.hash(place).equals(root)) {
          throw new StoreException(
              "event tree: %s is damaged, or its hash in %s is"
                  .formatted(
                      new TilePath(level, index, Tile.WIDTH),
                      new TilePath(level + 1, index / Tile.WIDTH, Tile.WIDTH)));
        }
      }
    }
    EventTree.open(size, expected, source);
  }

  private void requireSize(long ofSize) {
    if (ofSize < 0 || ofSize > size) {
      throw new IllegalArgumentException("size %d is not in 0..%d".formatted(ofSize, size));
    }
  }

  private static void requireIndex(long index, long ofSize) {
    if (index < 0 || index >= ofSize) {
      throw new IllegalArgumentException(
          "entry %d is not below the size %d".formatted(index, ofSize));
    }
  }
}
