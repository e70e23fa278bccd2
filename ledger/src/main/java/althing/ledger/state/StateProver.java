package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows one key's path through the stored pages and collects what lies beside it. */
record StateProver(NodeReader reader) {

  Optional<StateProof> prove(StateRoot root, Bytes key) {
    byte[] path = Sha256.digest(key.unsafeArray());
    return reader
        .find(new NodeReader.Wanted(NodeKey.root(root.height()), root.hash()))
        .map(page -> prove(page, path));
  }

  private StateProof prove(Page top, byte[] path) {
    var siblings = new ArrayList<Hash>();
    Page page = top;
    int depth = 0;
    while (true) {
      int node = 1;
      while (node < Page.SLOTS && !page.isSettled(node)) {
        int next = 2 * node + KeyPath.bit(path, 0, siblings.size());
        siblings.add(Hash.wrap(page.hashAt(next ^ 1)));
        node = next;
      }
      if (page.isSettled(node)) {
        return new StateProof(end(page, node), siblings.reversed());
      }
      depth++;
      int slot = node - Page.SLOTS;
      var key = NodeKey.of(page.linkHeight(slot), depth, path, 0);
      page = reader.require(List.of(new NodeReader.Wanted(key, page.slotHash(slot)))).getFirst();
    }
  }

  private static StateProof.End end(Page page, int node) {
    int entries = page.occupied() & Page.covered(node);
    if (entries == 0) {
      return new StateProof.Nothing();
    }
    Child.Leaf leaf = page.leaf(Integer.numberOfTrailingZeros(entries));
    return new StateProof.Leaf(Hash.wrap(leaf.keyHash()), Hash.wrap(leaf.valueHash()));
  }
}
