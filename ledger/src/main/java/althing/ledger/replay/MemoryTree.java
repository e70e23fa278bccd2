package althing.ledger.replay;

import althing.ledger.state.NodeKey;
import althing.ledger.state.StateNode;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.state.StateVersion;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest version of a state tree, in memory. */
final class MemoryTree {

  private static final int CACHED_PAGES = 4_096;

  private final Map<NodeKey, Bytes> nodes = new HashMap<>();
  private final StateTree tree = new StateTree(this::read, CACHED_PAGES);
  private StateVersion version = StateTree.empty();

  /** The root after the entries that {@code state} has changed since the last call. */
  Hash advance(long height, ReplayState state) {
    StateUpdate update = tree.apply(version, height, state::drainChanges);
    store(update);
    version = update.version();
    return version.root().hash();
  }

  private List<@Nullable Bytes> read(List<NodeKey> keys) {
    var found = new ArrayList<@Nullable Bytes>(keys.size());
    keys.forEach(key -> found.add(nodes.get(key)));
    return found;
  }

  StateTree tree() {
    return tree;
  }

  /** Keeps the nodes of an update that was made elsewhere with {@link #tree()}. */
  void store(StateUpdate update) {
    for (StateNode node : update.nodes()) {
      nodes.put(node.key(), node.bytes());
    }
    update.stale().forEach(stale -> nodes.remove(stale.node()));
    tree.stored(update);
  }
}
