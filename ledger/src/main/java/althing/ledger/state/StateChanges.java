package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a block changes, in any order: each key once. */
@FunctionalInterface
public interface StateChanges {

  /** Passes each key with its new value, or with null if its entry is removed. */
  void forEach(BiConsumer<Bytes, @Nullable Bytes> action);
}
