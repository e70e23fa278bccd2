package althing.ledger.log;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appending to the Merkle tree over all events (RFC 9162). */
public final class EventTree {

  /** More entries than a log will ever have. */
  static final long SIZE_LIMIT = 1L << Tile.HEIGHT * Tile.LEVELS;

  private EventTree() {}

  /** The tree without leaves. */
  public static LogVersion empty() {
    return new LogVersion(0, new Hash[Long.SIZE], new Bytes[Tile.LEVELS]);
  }

  /**
   * The tree of {@code size} leaves as it is stored.
   *
   * @param source has every tile of that size
   * @throws StoreException if one of the newest tiles is missing or too short, or they do not lead
   *     to {@code root}; it names what is wrong
   */
  public static LogVersion open(long size, Hash root, TileSource source) {
    if (size < 0 || size >= SIZE_LIMIT) {
      throw new IllegalArgumentException("event tree: no log has " + size + " events");
    }
    var tiles = new TileReader(source);
    @Nullable Hash[] peaks = new Hash[Long.SIZE];
    @Nullable Bytes[] edge = new Bytes[Tile.LEVELS];
    for (int level = 0; level < Tile.LEVELS; level++) {
      Tile newest = tiles.newest(level, size);
      if (newest != null) {
        edge[level] = newest.hashes();
        addPeaks(newest, peaks);
      }
    }
    var version = new LogVersion(size, peaks, edge);
    if (!version.root().equals(root)) {
      throw new StoreException(
          "event tree: the newest tiles of %d events lead to root %s, not %s"
              .formatted(size, version.root(), root));
    }
    return version;
  }

  /**
   * The unfinished tiles of a log of {@code size} entries, one a level at most: enough to
   * {@linkplain #open open} it and to append.
   *
   * @param source has them, or longer ones
   * @throws StoreException if one is missing or too short
   */
  public static List<Tile> unfinished(long size, TileSource source) {
    var tiles = new TileReader(source);
    var unfinished = new ArrayList<Tile>();
    for (int level = 0; level < Tile.LEVELS; level++) {
      Tile newest = tiles.newest(level, size);
      if (newest != null) {
        unfinished.add(newest);
      }
    }
    return unfinished;
  }

  /** The complete subtrees that an unfinished tile's hashes make. */
  private static void addPeaks(Tile tile, @Nullable Hash[] peaks) {
    int first = 0;
    for (int height = Tile.HEIGHT - 1; height >= 0; height--) {
      int count = 1 << height;
      if ((tile.width() & count) != 0) {
        peaks[Tile.HEIGHT * tile.level() + height] = tile.root(first, count);
        first += count;
      }
    }
  }

  /** Appends entries in order, at one or two hashings each. */
  public static LogUpdate append(LogVersion base, List<Bytes> entries) {
    var append = new Append(base);
    entries.forEach(entry -> append.leaf(MerkleHash.leaf(entry)));
    return append.finish();
  }

  /** An append in progress. */
  private static final class Append {
    private final @Nullable Hash[] peaks;
    private final @Nullable Bytes[] edge;
    private final @Nullable GrowingTile[] growing = new GrowingTile[Tile.LEVELS];
    private final List<Tile> changed = new ArrayList<>();
    private long size;

    Append(LogVersion base) {
      size = base.size();
      peaks = base.peaks();
      edge = base.edge();
    }

    void leaf(Hash leaf) {
      Hash hash = leaf;
      int height = 0;
      put(0, hash);
      for (Hash left = peaks[height]; left != null; left = peaks[height]) {
        hash = MerkleHash.node(left, hash);
        peaks[height] = null;
        height++;
        if (height % Tile.HEIGHT == 0) {
          put(height / Tile.HEIGHT, hash);
        }
      }
      peaks[height] = hash;
      size++;
    }

    private void put(int level, Hash hash) {
      GrowingTile tile = growing[level];
      if (tile == null) {
        tile = new GrowingTile(level, size >>> Tile.HEIGHT * (level + 1), edge[level]);
        growing[level] = tile;
      }
      if (tile.add(hash)) {
        changed.add(tile.toTile());
        growing[level] = null;
        edge[level] = null;
      }
    }

    LogUpdate finish() {
      for (GrowingTile tile : growing) {
        if (tile != null) {
          Tile newest = tile.toTile();
          edge[newest.level()] = newest.hashes();
          changed.add(newest);
        }
      }
      return new LogUpdate(new LogVersion(size, peaks, edge), changed);
    }
  }

  /** A tile that takes more hashes. */
  private static final class GrowingTile {
    private final int level;
    private final long index;
    private final byte[] hashes = new byte[Tile.WIDTH * Hash.SIZE];
    private int length;

    GrowingTile(int level, long index, @Nullable Bytes start) {
      this.level = level;
      this.index = index;
      if (start != null) {
        System.arraycopy(start.unsafeArray(), 0, hashes, 0, start.size());
        length = start.size();
      }
    }

    /** Returns whether the tile is full now. */
    boolean add(Hash hash) {
      System.arraycopy(hash.unsafeArray(), 0, hashes, length, Hash.SIZE);
      length += Hash.SIZE;
      return length == hashes.length;
    }

    Tile toTile() {
      return new Tile(level, index, Bytes.wrap(Arrays.copyOf(hashes, length)));
    }
  }
}
