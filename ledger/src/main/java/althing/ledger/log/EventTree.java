package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Appending to the Merkle tree over all events (RFC 9162). */
public final class EventTree {

  private EventTree() {}

  /** The tree without leaves. */
  public static LogVersion empty() {
    return new LogVersion(0, MerkleHash.EMPTY_ROOT, List.of(), List.of());
  }

  /**
   * The tree of {@code size} leaves as it is stored.
   *
   * @param source has every tile of that size
   * @throws althing.ledger.port.KeyValueStore.StoreException if a tile is missing or too short
   */
  public static LogVersion open(long size, TileSource source) {
    var partial = new ArrayList<byte[]>();
    var peaks = new ArrayList<Optional<Hash>>();
    for (int level = 0; size >>> level * Tile.HEIGHT > 0; level++) {
      long hashes = size >>> level * Tile.HEIGHT;
      int width = (int) (hashes % Tile.WIDTH);
      byte[] tile =
          width == 0 ? new byte[0] : TileSource.require(source, level, hashes / Tile.WIDTH, width);
      partial.add(tile);
      peaksOf(tile, width, peaks);
    }
    while (!peaks.isEmpty() && peaks.getLast().isEmpty()) {
      peaks.removeLast();
    }
    return new LogVersion(size, root(peaks), peaks, partial);
  }

  /** Appends entries in order. */
  public static LogUpdate append(LogVersion base, List<Bytes> entries) {
    var work = new Append(base);
    entries.forEach(entry -> work.add(MerkleHash.leaf(entry)));
    return work.finish();
  }

  /** Folds complete subtrees, smallest last, into the root of the whole. */
  private static Hash root(List<Optional<Hash>> peaks) {
    Hash right = null;
    for (Optional<Hash> peak : peaks) {
      if (peak.isPresent()) {
        right = right == null ? peak.get() : MerkleHash.node(peak.get(), right);
      }
    }
    return right == null ? MerkleHash.EMPTY_ROOT : right;
  }

  /** The complete subtrees that the first {@code width} hashes of a tile make, by height. */
  private static void peaksOf(byte[] tile, int width, List<Optional<Hash>> peaks) {
    var heights = new ArrayList<Optional<Hash>>();
    int start = 0;
    for (int height = Tile.HEIGHT - 1; height >= 0; height--) {
      if ((width >>> height & 1) == 1) {
        heights.addFirst(Optional.of(complete(tile, start, 1 << height)));
        start += 1 << height;
      } else {
        heights.addFirst(Optional.empty());
      }
    }
    peaks.addAll(heights);
  }

  /** Root of the complete subtree over {@code count} hashes from {@code start}; a power of two. */
  static Hash complete(byte[] tile, int start, int count) {
    if (count == 1) {
      byte[] hash = new byte[Hash.SIZE];
      System.arraycopy(tile, start * Hash.SIZE, hash, 0, Hash.SIZE);
      return Hash.wrap(hash);
    }
    int half = count / 2;
    return MerkleHash.node(complete(tile, start, half), complete(tile, start + half, half));
  }

  /** One batch of appends on copies of a version's edge. */
  private static final class Append {
    private long size;
    private final List<Optional<Hash>> peaks;
    private final List<ByteArrayOutputStream> partial = new ArrayList<>();
    private final List<Boolean> grown = new ArrayList<>();
    private final List<Tile> full = new ArrayList<>();

    Append(LogVersion base) {
      size = base.size();
      peaks = new ArrayList<>(base.peaks());
      for (byte[] hashes : base.partial()) {
        openLevel().writeBytes(hashes);
      }
    }

    void add(Hash leaf) {
      Hash hash = leaf;
      size++;
      for (int height = 0; ; height++) {
        if (height % Tile.HEIGHT == 0) {
          put(height / Tile.HEIGHT, hash);
        }
        if (height == peaks.size()) {
          peaks.add(Optional.of(hash));
          return;
        }
        Optional<Hash> left = peaks.get(height);
        if (left.isEmpty()) {
          peaks.set(height, Optional.of(hash));
          return;
        }
        hash = MerkleHash.node(left.get(), hash);
        peaks.set(height, Optional.empty());
      }
    }

    LogUpdate finish() {
      var tiles = new ArrayList<>(full);
      var edges = new ArrayList<byte[]>();
      for (int level = 0; level < partial.size(); level++) {
        byte[] hashes = partial.get(level).toByteArray();
        edges.add(hashes);
        if (grown.get(level) && hashes.length > 0) {
          tiles.add(new Tile(level, tileIndex(level), Bytes.wrap(hashes)));
        }
      }
      return new LogUpdate(new LogVersion(size, root(peaks), peaks, edges), tiles);
    }

    private void put(int level, Hash hash) {
      ByteArrayOutputStream tile = level < partial.size() ? partial.get(level) : openLevel();
      tile.writeBytes(hash.unsafeArray());
      grown.set(level, true);
      if (tile.size() == Tile.WIDTH * Hash.SIZE) {
        long index = (size >>> level * Tile.HEIGHT) / Tile.WIDTH - 1;
        full.add(new Tile(level, index, Bytes.wrap(tile.toByteArray())));
        tile.reset();
      }
    }

    private long tileIndex(int level) {
      return (size >>> level * Tile.HEIGHT) / Tile.WIDTH;
    }

    private ByteArrayOutputStream openLevel() {
      var tile = new ByteArrayOutputStream(Tile.WIDTH * Hash.SIZE);
      partial.add(tile);
      grown.add(false);
      return tile;
    }
  }
}
