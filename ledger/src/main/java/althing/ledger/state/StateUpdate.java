package althing.ledger.state;

import java.util.List;

/** What a block does to the state tree; nodes and stale marks go into the block's own batch. */
public final class StateUpdate {

  private final StateVersion version;
  private final List<Written> written;
  private final List<StaleNode> stale;

  /** A page of the new version that no earlier one has. */
  record Written(NodeKey key, Page page) {}

  StateUpdate(StateVersion version, List<Written> written, List<StaleNode> stale) {
    this.version = version;
    this.written = written;
    this.stale = stale;
  }

  /** The tree after the block. */
  public StateVersion version() {
    return version;
  }

  public StateRoot root() {
    return version.root();
  }

  /** Nodes to be stored, each under its key. */
  public List<StateNode> nodes() {
    return written.stream().map(node -> new StateNode(node.key(), node.page().bytes())).toList();
  }

  /** Nodes of earlier heights that the new version does not reach. */
  public List<StaleNode> stale() {
    return stale;
  }

  List<Written> written() {
    return written;
  }
}
