package althing.node.store;

import althing.ledger.chain.SnapshotContract;
import althing.ledger.port.KeyValueStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A chain in RocksDB that begins above genesis. */
final class RocksDbSnapshotTest extends SnapshotContract {

  @TempDir Path directory;

  @Override
  protected KeyValueStore open() {
    return RocksDbStore.open(directory);
  }

  @Override
  protected KeyValueStore reopen(KeyValueStore opened) {
    opened.close();
    return RocksDbStore.open(directory);
  }
}
