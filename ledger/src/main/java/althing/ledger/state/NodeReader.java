package althing.ledger.state;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads pages. */
record NodeReader(NodeSource source) {

  /** A node to read, and the hash that its parent, or the header, names. */
  record Wanted(NodeKey key, Hash hash) {}

  /** The page, found to have its hash, or empty if the source has none under the key. */
  Optional<Page> find(Wanted wanted) {
    Bytes bytes = source.read(List.of(wanted.key())).getFirst();
    return bytes == null ? Optional.empty() : Optional.of(checked(wanted, page(wanted, bytes)));
  }

  /**
   * The pages, in order, each found to have its hash.
   *
   * @throws StoreException if one is missing or damaged, naming it
   */
  List<Page> require(List<Wanted> wanted) {
    List<Page> pages = load(wanted);
    for (int i = 0; i < pages.size(); i++) {
      checked(wanted.get(i), pages.get(i));
    }
    return pages;
  }

  /**
   * The pages, in order, taken for what the store returns: nothing is hashed.
   *
   * @throws StoreException if one is missing or has no page's form, naming it
   */
  List<Page> load(List<Wanted> wanted) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<@Nullable Bytes> found = source.read(wanted.stream().map(Wanted::key).toList());
    var pages = new ArrayList<Page>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      Bytes bytes = found.get(i);
      if (bytes == null) {
        throw new StoreException(wanted.get(i).key() + " is missing");
      }
      pages.add(page(wanted.get(i), bytes));
    }
    return pages;
  }

  private static Page page(Wanted wanted, Bytes bytes) {
    try {
      return Page.decode(bytes, wanted.hash());
    } catch (MalformedException e) {
      throw new StoreException(wanted.key() + " is damaged: " + e.getMessage(), e);
    }
  }

  private static Page checked(Wanted wanted, Page page) {
    if (!page.isConsistent()) {
      throw new StoreException(
          "%s is damaged: its slots do not lead to its hashes and to %s"
              .formatted(wanted.key(), wanted.hash()));
    }
    return page;
  }
}
