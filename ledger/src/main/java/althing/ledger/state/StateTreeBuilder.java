package althing.ledger.state;

import althing.ledger.types.Bytes;
import java.util.List;
import java.util.function.Consumer;

/**
 * Builds a tree of many entries at once, as a genesis or a snapshot needs it: 73 bytes an entry in
 * memory, nodes handed on as they are made.
 */
public final class StateTreeBuilder {

  private final EntryBatch entries;

  /** Prepares for about {@code expected} entries. */
  public StateTreeBuilder(int expected) {
    entries = new EntryBatch(expected);
  }

  /** Adds an entry; the order does not matter. */
  public void add(Bytes key, Bytes value) {
    entries.add(key, value);
  }

  /**
   * Builds the tree, once.
   *
   * @param nodes takes the nodes to be stored, each after those below it
   * @throws IllegalArgumentException if a key was added twice
   */
  public StateRoot build(long height, Consumer<StateNode> nodes) {
    entries.sort();
    var edit = new TreeEdit(entries, height, new Sink(nodes), false);
    return new StateRoot(height, edit.apply(Page.EMPTY, -1).hash());
  }

  /** A fresh tree has nothing to read and nothing that becomes stale. */
  private record Sink(Consumer<StateNode> nodes) implements TreeEdit.Pages {
    @Override
    public void load(List<TreeEdit.Visit> visits) {}

    @Override
    public void written(NodeKey key, Page page) {
      nodes.accept(new StateNode(key, page.bytes()));
    }

    @Override
    public void overwritten(NodeKey key) {
      throw new IllegalStateException(key + " in a fresh tree");
    }
  }
}
