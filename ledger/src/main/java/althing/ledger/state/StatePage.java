package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A page of the state tree on its way from one store to another, found to be what the page above it
 * names. Somebody who copies a tree from the root down believes nothing: each page proves those
 * below it.
 *
 * <p>Sent is the page as it is stored, then for each link in order the hashes of the two halves of
 * what is below. They show that the link leads to two entries or more: by its hash alone a lonely
 * entry could be passed off as a page.
 *
 * @param node to be stored, under the height for which the tree is copied
 * @param below the pages that it links to
 * @param entries how many entries are in it
 */
public record StatePage(StateNode node, List<Wanted> below, int entries) {

  /** The longest that a page can be when it is sent. */
  public static final int MAX_SENT = 4 + (Page.SLOTS * 4 + Page.SLOTS - 2) * Hash.SIZE;

  /** A page to be copied, and the hash that the page above, or the header, names. */
  public record Wanted(PagePath path, Hash hash) {}

  public StatePage {
    below = List.copyOf(below);
  }

  /**
   * Reads a page that somebody sent.
   *
   * @param height for which the tree is copied: the page will be stored under it, and its links
   *     name it
   * @throws MalformedException if it is not the page that was wanted
   */
  public static StatePage received(Bytes sent, Wanted wanted, long height) {
    int links = links(sent);
    int end = sent.size() - 2 * Hash.SIZE * links;
    if (end < 0) {
      throw new MalformedException("%d bytes, %d links".formatted(sent.size(), links));
    }
    Page page = Page.decode(sent.slice(0, end), wanted.hash());
    if (!page.isConsistent()) {
      throw new MalformedException("its slots do not lead to " + wanted.hash());
    }
    int at = end;
    for (int slot = 0; slot < Page.SLOTS; slot++) {
      if (page.isLink(slot)) {
        byte[] halves = StateHash.innerInput();
        System.arraycopy(sent.unsafeArray(), at, halves, StateHash.LEFT, 2 * Hash.SIZE);
        if (!Arrays.equals(Sha256.digest(halves), page.hashAt(Page.SLOTS + slot))) {
          throw new MalformedException("slot %d does not link to a page".formatted(slot));
        }
        at += 2 * Hash.SIZE;
      }
    }
    return of(page, wanted.path(), height);
  }

  private static int links(Bytes sent) {
    if (sent.size() < 4) {
      throw new MalformedException("%d bytes are less than a head".formatted(sent.size()));
    }
    int occupied = BigEndian.getShort(sent.unsafeArray(), 0);
    int leaves = BigEndian.getShort(sent.unsafeArray(), 2);
    return Integer.bitCount(occupied & ~leaves);
  }

  /**
   * A page that was copied before.
   *
   * @return empty if it is not there, or not sound
   */
  public static Optional<StatePage> copied(NodeSource source, Wanted wanted, long height) {
    Bytes stored = source.read(List.of(wanted.path().at(height))).getFirst();
    if (stored == null) {
      return Optional.empty();
    }
    Page page;
    try {
      page = Page.decode(stored, wanted.hash());
    } catch (MalformedException _) {
      return Optional.empty();
    }
    return page.isConsistent() ? Optional.of(of(page, wanted.path(), height)) : Optional.empty();
  }

  private static StatePage of(Page page, PagePath path, long height) {
    var below = new ArrayList<Wanted>();
    int entries = 0;
    for (int slot = 0; slot < Page.SLOTS; slot++) {
      if (page.isLink(slot)) {
        below.add(new Wanted(path.below(slot), page.slotHash(slot)));
      } else if (page.isLeaf(slot)) {
        entries++;
      }
    }
    return new StatePage(
        new StateNode(path.at(height), page.linkedAt(height).bytes()), below, entries);
  }
}
