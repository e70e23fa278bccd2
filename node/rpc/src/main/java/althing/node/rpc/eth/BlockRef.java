package althing.node.rpc.eth;

import althing.ledger.types.Hash;
import java.util.Locale;
import java.util.Optional;

/** How a caller names a block. */
public sealed interface BlockRef {

  /**
   * A block by its role. Final blocks are the only ones, so that {@code latest}, {@code safe} and
   * {@code finalized} are the same; {@code pending} is the head too, but counts pooled nonces.
   */
  enum Tag implements BlockRef {
    LATEST,
    SAFE,
    FINALIZED,
    PENDING,
    EARLIEST;

    static Optional<Tag> of(String text) {
      for (Tag tag : values()) {
        if (tag.toString().equals(text)) {
          return Optional.of(tag);
        }
      }
      return Optional.empty();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A block by its height, which may be above the head. */
  record OfHeight(long height) implements BlockRef {}

  /** A block by its hash. */
  record OfHash(Hash hash) implements BlockRef {}
}
