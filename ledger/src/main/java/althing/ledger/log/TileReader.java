package althing.ledger.log;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes of the event tree out of stored tiles, each read once. */
final class TileReader {

  private final TileSource source;
  private final Map<TilePath, Tile> read = new HashMap<>();

  TileReader(TileSource source) {
    this.source = source;
  }

  /**
   * The unfinished tile of {@code level} when the log has {@code size} entries, if there is one.
   */
  @Nullable Tile newest(int level, long size) {
    long hashes = size >>> Tile.HEIGHT * level;
    int width = (int) (hashes % Tile.WIDTH);
    if (width == 0) {
      return null;
    }
    long index = hashes / Tile.WIDTH;
    return new Tile(level, index, tile(level, index, width).hashes().slice(0, width * Hash.SIZE));
  }

  /** The tile, which must have {@code width} hashes or more. */
  Tile tile(int level, long index, int width) {
    var path = new TilePath(level, index, Tile.WIDTH);
    Tile tile = read.computeIfAbsent(path, this::load);
    if (tile.width() < width) {
      throw new StoreException(
          "event tree: %s is damaged: %d hashes, at least %d".formatted(path, tile.width(), width));
    }
    return tile;
  }

  private Tile load(TilePath path) {
    Bytes hashes =
        source
            .read(path.level(), path.index())
            .orElseThrow(() -> new StoreException("event tree: " + path + " is missing"));
    try {
      return new Tile(path.level(), path.index(), hashes);
    } catch (IllegalArgumentException e) {
      throw new StoreException("event tree: %s is damaged: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Root of the leaves {@code from..to}, at least one, as RFC 9162 cuts the log into ranges. */
  Hash range(long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      return complete(Long.numberOfTrailingZeros(count), from);
    }
    long left = Long.highestOneBit(count);
    return MerkleHash.node(range(from, from + left), range(from + left, to));
  }

  private Hash complete(int height, long from) {
    int level = height / Tile.HEIGHT;
    int count = 1 << height % Tile.HEIGHT;
    long position = from >>> Tile.HEIGHT * level;
    int first = (int) (position % Tile.WIDTH);
    return tile(level, position / Tile.WIDTH, first + count).root(first, count);
  }
}
