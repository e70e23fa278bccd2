package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the stored nodes of the state tree are read; the caller writes what an update reports. */
@FunctionalInterface
public interface NodeSource {

  /** The nodes under {@code keys}, in their order, null where there is none. */
  List<@Nullable Bytes> read(List<NodeKey> keys);
}
