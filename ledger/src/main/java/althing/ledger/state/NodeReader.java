package althing.ledger.state;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads pages and believes none that does not have the hash its parent, or the header, names. */
record NodeReader(NodeSource source) {

  /** A node to read, and the hash it must have. */
  record Wanted(NodeKey key, Hash hash) {}

  /** The page, or empty if the source has none under the key. */
  Optional<Page> find(Wanted wanted) {
    Bytes bytes = source.read(List.of(wanted.key())).getFirst();
    return bytes == null ? Optional.empty() : Optional.of(page(wanted, bytes));
  }

  /**
   * The pages, in order.
   *
   * @throws StoreException if one is missing or damaged, naming it
   */
  List<Page> require(List<Wanted> wanted) {
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
    Page page;
    try {
      page = Page.decode(bytes);
    } catch (MalformedException e) {
      throw new StoreException(wanted.key() + " is damaged: " + e.getMessage(), e);
    }
    if (!page.hash().equals(wanted.hash())) {
      throw new StoreException(
          "%s is damaged: its hash is %s, not %s"
              .formatted(wanted.key(), page.hash(), wanted.hash()));
    }
    return page;
  }
}
