package althing.ledger.log;

import althing.ledger.types.Bytes;
import java.util.Optional;

/** Where stored tiles are read. */
@FunctionalInterface
public interface TileSource {

  /** The hashes of a tile as far as it has grown. */
  Optional<Bytes> read(int level, long index);
}
