package althing.ledger.state;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authenticated state: a compact sparse Merkle tree over SHA-256, whose root is in every header
 * and whose proofs show that a key has a value or that it has none. {@code docs/proofs.md} defines
 * it without regard to how it is stored.
 *
 * <p>It is stored in pages of four levels. A page is never overwritten: each height writes the
 * pages it changes under its own number, and a parent names the height that wrote each child. So
 * every height stays readable until {@link StateRetention} lets the pages go that newer heights no
 * longer reach.
 *
 * <p>Pages of the upper levels stay in memory with the newest version; those below are in a bounded
 * cache. One thread at a time may use an instance; {@link #prove} and {@link #walk} need none.
 */
public final class StateTree {

  /** Pages down to this depth, in nibbles, stay in memory: 1 + 16 + 256 + 4 096 at most. */
  static final int PINNED_DEPTH = 3;

  private final NodeReader reader;
  private final Map<NodeKey, Page> cache;

  /**
   * A tree over stored nodes.
   *
   * @param cachedPages how many pages of the lower levels to hold in memory, about 1.2 KiB each
   */
  public StateTree(NodeSource source, int cachedPages) {
    reader = new NodeReader(source);
    cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<NodeKey, Page> eldest) {
            return size() > cachedPages;
          }
        };
  }

  /** The tree before the first block, without entries and without a root node. */
  public static StateVersion empty() {
    return new StateVersion(new StateRoot(-1, Hash.ZERO), Page.EMPTY);
  }

  /**
   * A stored version.
   *
   * @throws StoreException if its root node is missing or does not have the root's hash
   */
  public StateVersion open(StateRoot root) {
    var wanted = new NodeReader.Wanted(NodeKey.root(root.height()), root.hash());
    return new StateVersion(root, reader.require(List.of(wanted)).getFirst());
  }

  /**
   * Applies a block's changes. Only the order of heights matters: the same changes give the same
   * root in whatever batches they come.
   *
   * @param height above that of {@code base}; each height has one update a branch
   * @param changes a value that an entry already has and the removal of an absent key change
   *     nothing
   * @throws StoreException if a stored node is missing or damaged
   */
  public StateUpdate apply(StateVersion base, long height, StateChanges changes) {
    long baseHeight = base.root().height();
    if (height <= baseHeight) {
      throw new IllegalArgumentException(
          "height %d does not follow height %d".formatted(height, baseHeight));
    }
    var pages = new EditPages(height);
    var edit = new TreeEdit(EntryBatch.of(changes), height, pages, true);
    Page page = edit.apply(base.page(), baseHeight);
    var version = new StateVersion(new StateRoot(height, page.hash()), page);
    return new StateUpdate(version, pages.written, pages.stale);
  }

  /**
   * Says that the update's nodes can now be read from the source, so that most need not stay in
   * memory. To be called for each final block, in the order of heights.
   */
  public void stored(StateUpdate update) {
    update.stale().forEach(stale -> cache.remove(stale.node()));
    for (StateUpdate.Written node : update.written()) {
      int depth = node.key().depth();
      if (depth >= PINNED_DEPTH) {
        node.page().forgetBelow();
      }
      if (depth > PINNED_DEPTH) {
        cache.put(node.key(), node.page());
      }
    }
  }

  /**
   * Proves what the tree with this root says about {@code key}.
   *
   * @return empty if that height's root node is not in the source (any more)
   * @throws StoreException if a node is damaged, or one below the root is missing
   */
  public static Optional<StateProof> prove(NodeSource source, StateRoot root, Bytes key) {
    return new StateProver(new NodeReader(source)).prove(root, key);
  }

  /**
   * Visits every entry of a stored tree in the order of key hashes, and with it checks every node.
   *
   * @throws StoreException if a node is missing or damaged, naming it
   */
  public static void walk(NodeSource source, StateRoot root, LeafVisitor visitor) {
    new StateWalk(new NodeReader(source), visitor).run(root);
  }

  /** Sees the hashes of one entry. */
  @FunctionalInterface
  public interface LeafVisitor {
    void visit(Hash keyHash, Hash valueHash);
  }

  /** Where edits read and report. */
  private final class EditPages implements TreeEdit.Pages {
    private final long height;
    private final List<StaleNode> stale = new ArrayList<>();
    private final List<StateUpdate.Written> written = new ArrayList<>();

    EditPages(long height) {
      this.height = height;
    }

    @Override
    public void load(List<TreeEdit.Visit> visits) {
      var missing = new ArrayList<TreeEdit.Visit>();
      var wanted = new ArrayList<NodeReader.Wanted>();
      for (TreeEdit.Visit visit : visits) {
        Page page = visit.parent().resident(visit.slot());
        page = page != null ? page : cache.get(visit.key());
        if (page != null) {
          visit.load(page);
        } else {
          missing.add(visit);
          wanted.add(new NodeReader.Wanted(visit.key(), visit.parent().slotHash(visit.slot())));
        }
      }
      List<Page> pages = reader.load(wanted);
      for (int i = 0; i < pages.size(); i++) {
        keep(missing.get(i), pages.get(i));
      }
    }

    private void keep(TreeEdit.Visit visit, Page page) {
      visit.load(page);
      if (visit.key().depth() <= PINNED_DEPTH) {
        visit.parent().keep(visit.slot(), page);
      } else {
        cache.put(visit.key(), page);
      }
    }

    @Override
    public void written(NodeKey key, Page page) {
      written.add(new StateUpdate.Written(key, page));
    }

    @Override
    public void overwritten(NodeKey key) {
      stale.add(new StaleNode(height, key));
    }
  }
}
