package althing.ledger.state;

import althing.ledger.types.Bytes;
import org.jspecify.annotations.Nullable;

/** The state before genesis. */
public enum EmptyState implements StateReader {
  INSTANCE;

  @Override
  public @Nullable Bytes get(Bytes key) {
    return null;
  }

  @Override
  public void scan(Bytes prefix, Bytes from, EntryVisitor visitor) {}
}
