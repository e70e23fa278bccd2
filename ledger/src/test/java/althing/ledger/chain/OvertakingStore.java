package althing.ledger.chain;

import althing.ledger.port.KeyValueStore;
import java.util.List;

/** A store that lets something happen between a reader's look into LATEST and its next. */
final class OvertakingStore implements KeyValueStore {

  private final KeyValueStore store;
  private Runnable pending;
  private boolean armed;

  OvertakingStore(KeyValueStore store) {
    this.store = store;
  }

  /** Runs {@code action} after the next look into LATEST. */
  void beforeNextLook(Runnable action) {
    pending = action;
    armed = true;
  }

  void runIfLeft() {
    if (armed) {
      run();
    }
  }

  private void run() {
    armed = false;
    pending.run();
  }

  @Override
  public byte[] get(Column column, byte[] key) {
    byte[] value = store.get(column, key);
    if (armed && column == Column.LATEST) {
      run();
    }
    return value;
  }

  @Override
  public Cursor cursor(Column column) {
    Cursor cursor = store.cursor(column);
    if (armed && column == Column.LATEST) {
      run();
    }
    return cursor;
  }

  @Override
  public List<byte[]> multiGet(Column column, List<byte[]> keys) {
    return store.multiGet(column, keys);
  }

  @Override
  public View view() {
    return store.view();
  }

  @Override
  public void write(Batch batch, boolean sync) {
    store.write(batch, sync);
  }

  @Override
  public long syncs() {
    return store.syncs();
  }

  @Override
  public Batch newBatch() {
    return store.newBatch();
  }

  @Override
  public void close() {
    store.close();
  }
}
