package althing.ledger.state;

import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;

/** Goes through a whole stored tree, depth first, reading the pages below one page together. */
record StateWalk(NodeReader reader, StateTree.LeafVisitor visitor) {

  void run(StateRoot root) {
    var wanted = new NodeReader.Wanted(NodeKey.root(root.height()), root.hash());
    visit(reader.require(List.of(wanted)).getFirst(), 0, new byte[Hash.SIZE]);
  }

  private void visit(Page page, int depth, byte[] path) {
    var wanted = new ArrayList<NodeReader.Wanted>();
    for (int slot = 0; slot < Page.SLOTS; slot++) {
      if (page.isLink(slot)) {
        var key = NodeKey.of(page.linkHeight(slot), depth + 1, below(path, depth, slot), 0);
        wanted.add(new NodeReader.Wanted(key, page.slotHash(slot)));
      }
    }
    var pages = reader.require(wanted).iterator();
    for (int slot = 0; slot < Page.SLOTS; slot++) {
      if (page.isLeaf(slot)) {
        Child.Leaf leaf = page.leaf(slot);
        visitor.visit(Hash.wrap(leaf.keyHash()), Hash.wrap(leaf.valueHash()));
      } else if (page.isLink(slot)) {
        visit(pages.next(), depth + 1, below(path, depth, slot));
      }
    }
  }

  private static byte[] below(byte[] path, int depth, int slot) {
    byte[] below = path.clone();
    below[depth / 2] |= (byte) (depth % 2 == 0 ? slot << 4 : slot);
    return below;
  }
}
