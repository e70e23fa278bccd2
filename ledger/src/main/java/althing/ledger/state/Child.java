package althing.ledger.state;

import java.util.Arrays;

/** What newly hangs in a slot of a page; nothing is null. */
sealed interface Child {

  /** One entry. */
  record Leaf(byte[] keyHash, byte[] valueHash) implements Child {
    boolean sameAs(Leaf other) {
      return Arrays.equals(keyHash, other.keyHash) && Arrays.equals(valueHash, other.valueHash);
    }
  }

  /** Two entries or more, in a page that {@code height} wrote. */
  record Link(long height, Page page) implements Child {}
}
