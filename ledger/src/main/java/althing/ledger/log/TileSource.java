package althing.ledger.log;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Arrays;
import java.util.Optional;

/** Where stored tiles are read. */
@FunctionalInterface
public interface TileSource {

  /** The hashes of a tile as far as it has grown. */
  Optional<Bytes> read(int level, long index);

  /** The first {@code width} hashes of a tile that must be there. */
  static byte[] require(TileSource source, int level, long index, int width) {
    byte[] hashes =
        source
            .read(level, index)
            .orElseThrow(() ->
                new StoreException("event tree: tile %d/%d is missing".formatted(level, index)))
            .unsafeArray();
    if (hashes.length < width * Hash.SIZE) {
      throw new StoreException(
          "event tree: tile %d/%d has %d bytes, fewer than %d hashes"
              .formatted(level, index, hashes.length, width));
    }
    return Arrays.copyOf(hashes, width * Hash.SIZE);
  }
}
