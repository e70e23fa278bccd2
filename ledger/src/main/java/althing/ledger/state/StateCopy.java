package althing.ledger.state;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads a stored state tree for somebody who copies it page by page, and holds entries against it.
 */
public final class StateCopy {

  private final NodeReader reader;
  private final StateRoot root;

  /** The tree under {@code root}, whose pages are in {@code source}. */
  public StateCopy(NodeSource source, StateRoot root) {
    reader = new NodeReader(source);
    this.root = root;
  }

  /**
   * Pages in the form in which they are sent.
   *
   * @param maxBytes that all of them may have; the first is read whatever its size
   * @return the pages at the first of {@code paths}, as many as there is room for; it ends before a
   *     path at which there is no page
   * @throws althing.ledger.port.KeyValueStore.StoreException if a node is missing or damaged
   */
  public List<Bytes> pages(List<PagePath> paths, int maxBytes) {
    var sent = new ArrayList<Bytes>();
    var trail = new Trail();
    int bytes = 0;
    for (PagePath path : paths) {
      Optional<Page> page = trail.to(path);
      if (page.isEmpty()) {
        break;
      }
      Bytes form = sent(page.get(), path);
      bytes += form.size();
      if (bytes > maxBytes && !sent.isEmpty()) {
        break;
      }
      sent.add(form);
    }
    return sent;
  }

  private Bytes sent(Page page, PagePath path) {
    var wanted = new ArrayList<NodeReader.Wanted>();
    for (int slot = 0; slot < Page.SLOTS; slot++) {
      if (page.isLink(slot)) {
        wanted.add(wanted(page, path, slot));
      }
    }
    byte[] sent = new byte[page.bytes().size() + 2 * Hash.SIZE * wanted.size()];
    System.arraycopy(page.bytes().unsafeArray(), 0, sent, 0, page.bytes().size());
    int at = page.bytes().size();
    for (Page below : reader.load(wanted)) {
      System.arraycopy(below.hashAt(2), 0, sent, at, Hash.SIZE);
      System.arraycopy(below.hashAt(3), 0, sent, at + Hash.SIZE, Hash.SIZE);
      at += 2 * Hash.SIZE;
    }
    return Bytes.wrap(sent);
  }

  private static NodeReader.Wanted wanted(Page page, PagePath path, int slot) {
    return new NodeReader.Wanted(path.below(slot).at(page.linkHeight(slot)), page.slotHash(slot));
  }

  /** The pages from the root to where one was read last: the next is often beside it. */
  private final class Trail {
    private final List<Page> pages = new ArrayList<>();
    private PagePath at = PagePath.ROOT;

    Optional<Page> to(PagePath path) {
      if (pages.isEmpty()) {
        pages.add(
            reader
                .load(List.of(new NodeReader.Wanted(NodeKey.root(root.height()), root.hash())))
                .getFirst());
      }
      int common = at.commonWith(path);
      while (pages.size() > common + 1) {
        pages.removeLast();
      }
      at = PagePath.ROOT;
      for (int depth = 0; depth < pages.size() - 1; depth++) {
        at = at.below(path.nibble(depth));
      }
      while (at.depth() < path.depth()) {
        int slot = path.nibble(at.depth());
        Page page = pages.getLast();
        if (!page.isLink(slot)) {
          return Optional.empty();
        }
        pages.add(reader.load(List.of(wanted(page, at, slot))).getFirst());
        at = at.below(slot);
      }
      return Optional.of(pages.getLast());
    }
  }

  /** An entry of the state. */
  public record Entry(Bytes key, Bytes value) {}

  /**
   * Looks for entries that the tree does not have with that value. Nothing is hashed but the
   * entries.
   *
   * @param entries no key twice
   * @return the position of one that is wrong, if one is
   * @throws althing.ledger.port.KeyValueStore.StoreException if a node is missing or damaged
   */
  public OptionalInt wrong(List<Entry> entries) {
    if (entries.isEmpty()) {
      return OptionalInt.empty();
    }
    var batch = new EntryBatch(entries.size());
    entries.forEach(entry -> batch.add(entry.key(), entry.value()));
    batch.sort();
    Page top =
        reader
            .load(List.of(new NodeReader.Wanted(NodeKey.root(root.height()), root.hash())))
            .getFirst();
    return wrong(top, 0, batch, 0, batch.size());
  }

  /** A run of entries that go on in the page below. */
  private record Run(int from, int to, NodeReader.Wanted page) {}

  private OptionalInt wrong(Page page, int depth, EntryBatch batch, int from, int to) {
    var runs = new ArrayList<Run>();
    int end;
    for (int start = from; start < to; start = end) {
      end = batch.endOfRun(start, to, depth);
      int slot = batch.nibble(start, depth);
      if (page.isLink(slot)) {
        var key = NodeKey.of(page.linkHeight(slot), depth + 1, batch.hashes(), batch.at(start));
        runs.add(new Run(start, end, new NodeReader.Wanted(key, page.slotHash(slot))));
      } else if (!page.isLeaf(slot) || !page.leaf(slot).sameAs(batch.leaf(start))) {
        return OptionalInt.of(batch.position(start));
      } else if (end > start + 1) {
        return OptionalInt.of(batch.position(start + 1));
      }
    }
    List<Page> pages = reader.load(runs.stream().map(Run::page).toList());
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      OptionalInt found = wrong(pages.get(i), depth + 1, batch, run.from(), run.to());
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalInt.empty();
  }
}
