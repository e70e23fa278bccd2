package althing.ledger.state;

/**
 * The state tree after one block, as the base of further blocks. Blocks that compete for a height
 * have versions of their own, even when their roots are equal; a version that lost is dropped with
 * its last reference.
 */
public final class StateVersion {

  private final StateRoot root;
  private final Page page;

  StateVersion(StateRoot root, Page page) {
    this.root = root;
    this.page = page;
  }

  public StateRoot root() {
    return root;
  }

  Page page() {
    return page;
  }
}
