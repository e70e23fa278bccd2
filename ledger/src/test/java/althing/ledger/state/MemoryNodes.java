package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Nodes and stale marks in maps, as a store would keep them. */
final class MemoryNodes implements NodeSource {

  final Map<NodeKey, Bytes> nodes = new HashMap<>();
  final TreeSet<Bytes> stale = new TreeSet<>();
  int reads;

  @Override
  public List<@Nullable Bytes> read(List<NodeKey> keys) {
    reads += keys.size();
    var found = new ArrayList<@Nullable Bytes>();
    keys.forEach(key -> found.add(nodes.get(key)));
    return found;
  }

  void store(StateUpdate update) {
    update.nodes().forEach(this::store);
    update.stale().forEach(mark -> stale.add(mark.encoded()));
  }

  void store(StateNode node) {
    if (nodes.put(node.key(), node.bytes()) != null) {
      throw new AssertionError(node.key() + " is written twice");
    }
  }

  /** What a pruner does after the block at {@code head}. */
  void prune(StateRetention retention, long head) {
    while (!stale.isEmpty()) {
      StaleNode mark = StaleNode.decode(stale.getFirst());
      if (mark.since() > retention.dueUpTo(head)) {
        return;
      }
      stale.pollFirst();
      if (retention.mayDelete(mark, head)) {
        nodes.remove(mark.node());
      }
    }
  }
}
