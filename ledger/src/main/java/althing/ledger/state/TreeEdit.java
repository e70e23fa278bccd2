package althing.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One batch of changes going through the tree: down level by level to the pages it touches, so that
 * those which must be read are read together, and up again, each touched page written once.
 */
final class TreeEdit {

  private final EntryBatch batch;
  private final long height;
  private final Pages pages;
  private final boolean keep;

  /** What surrounds an edit: pages come from it and go to it. */
  interface Pages {
    /** Loads the page of each visit, those above being loaded. */
    void load(List<Visit> visits);

    /** Takes a page of the new tree; those below came before. */
    void written(NodeKey key, Page page);

    /** Takes note that the new tree no longer has this page. */
    void overwritten(NodeKey key);
  }

  /** A page that the batch's entries {@code from..to} pass through. */
  static final class Visit {
    private final @Nullable Visit above;
    private final int slot;
    private final NodeKey key;
    private final int from;
    private final int to;
    private final @Nullable Visit[] below = new Visit[Page.SLOTS];
    private @Nullable Page page;

    private Visit(@Nullable Visit above, int slot, NodeKey key, int from, int to) {
      this.above = above;
      this.slot = slot;
      this.key = key;
      this.from = from;
      this.to = to;
    }

    NodeKey key() {
      return key;
    }

    /** The page above, which every visit but the root's has. */
    Page parent() {
      return Objects.requireNonNull(above).page();
    }

    /** The slot of the page above that this one hangs in. */
    int slot() {
      return slot;
    }

    void load(Page page) {
      this.page = page;
    }

    private Page page() {
      return Objects.requireNonNull(page);
    }
  }

  /**
   * Prepares an edit.
   *
   * @param keep whether new pages hold the new pages below them in memory
   */
  TreeEdit(EntryBatch batch, long height, Pages pages, boolean keep) {
    this.batch = batch;
    this.height = height;
    this.pages = pages;
    this.keep = keep;
  }

  /** Changes the tree under {@code root}, which {@code baseHeight} wrote (below 0: nobody did). */
  Page apply(Page root, long baseHeight) {
    var top = new Visit(null, 0, NodeKey.root(baseHeight), 0, batch.size());
    top.load(root);
    List<Visit> level = List.of(top);
    while (!level.isEmpty()) {
      level = descend(level);
      pages.load(level);
    }
    if (baseHeight >= 0) {
      pages.overwritten(top.key);
    }
    Page next = ascend(top) instanceof Child.Link link ? link.page() : Page.EMPTY;
    pages.written(NodeKey.root(height), next);
    return next;
  }

  private List<Visit> descend(List<Visit> level) {
    var next = new ArrayList<Visit>();
    for (Visit visit : level) {
      int depth = visit.key.depth();
      for (int from = visit.from, to; from < visit.to; from = to) {
        to = batch.endOfRun(from, visit.to, depth);
        int slot = batch.nibble(from, depth);
        if (visit.page().isLink(slot)) {
          long writtenAt = visit.page().linkHeight(slot);
          var key = NodeKey.of(writtenAt, depth + 1, batch.hashes(), batch.at(from));
          var below = new Visit(visit, slot, key, from, to);
          visit.below[slot] = below;
          next.add(below);
        }
      }
    }
    return next;
  }

  /** What takes the visited page's place; the page itself if nothing below it changes. */
  private @Nullable Child ascend(Visit visit) {
    Page page = visit.page();
    int depth = visit.key.depth();
    int changed = 0;
    var children = new @Nullable Child[Page.SLOTS];
    for (int from = visit.from, to; from < visit.to; from = to) {
      to = batch.endOfRun(from, visit.to, depth);
      int slot = batch.nibble(from, depth);
      Child before = before(visit, slot);
      Visit below = visit.below[slot];
      Child after =
          below != null
              ? ascend(below)
              : grow(from, to, depth + 1, unlessReplaced(before, from, to));
      if (!same(before, after)) {
        changed |= 1 << slot;
        children[slot] = after;
      }
    }
    if (changed == 0) {
      return new Child.Link(visit.key.height(), page);
    }
    if (depth == 0) {
      return new Child.Link(height, page.with(changed, children, keep));
    }
    pages.overwritten(visit.key);
    int left = page.occupied() & ~changed;
    for (int slot = 0; slot < Page.SLOTS; slot++) {
      left |= children[slot] == null ? 0 : 1 << slot;
    }
    if (left == 0) {
      return null;
    }
    if (Integer.bitCount(left) == 1) {
      int slot = Integer.numberOfTrailingZeros(left);
      Child only = (changed >>> slot & 1) != 0 ? children[slot] : before(visit, slot);
      if (only instanceof Child.Leaf) {
        return only;
      }
    }
    return write(page.with(changed, children, keep), depth, visit.from);
  }

  /** What hangs in the slot now; a link only if the batch passes through it. */
  private static @Nullable Child before(Visit visit, int slot) {
    Page page = visit.page();
    if (page.isLeaf(slot)) {
      return page.leaf(slot);
    }
    Visit below = visit.below[slot];
    return below == null ? null : new Child.Link(below.key.height(), below.page());
  }

  private Child.@Nullable Leaf unlessReplaced(@Nullable Child before, int from, int to) {
    return before instanceof Child.Leaf leaf && !batch.contains(leaf.keyHash(), from, to)
        ? leaf
        : null;
  }

  private static boolean same(@Nullable Child before, @Nullable Child after) {
    return switch (before) {
      case null -> after == null;
      case Child.Leaf leaf -> after instanceof Child.Leaf other && leaf.sameAs(other);
      case Child.Link link -> after instanceof Child.Link other && link.page() == other.page();
    };
  }

  /** The subtree of the entries that {@code from..to} puts and, if there is one, {@code other}. */
  private @Nullable Child grow(int from, int to, int depth, Child.@Nullable Leaf other) {
    int first = batch.nextPut(from, to);
    if (first == to) {
      return other;
    }
    if (other == null && batch.nextPut(first + 1, to) == to) {
      return batch.leaf(first);
    }
    int otherSlot = other == null ? -1 : KeyPath.nibble(other.keyHash(), 0, depth);
    var children = new @Nullable Child[Page.SLOTS];
    for (int start = from, end; start < to; start = end) {
      end = batch.endOfRun(start, to, depth);
      int slot = batch.nibble(start, depth);
      children[slot] = grow(start, end, depth + 1, slot == otherSlot ? other : null);
    }
    if (other != null && children[otherSlot] == null) {
      children[otherSlot] = other;
    }
    return write(Page.of(children, keep), depth, from);
  }

  private Child write(Page page, int depth, int entry) {
    pages.written(NodeKey.of(height, depth, batch.hashes(), batch.at(entry)), page);
    return new Child.Link(height, page);
  }
}
