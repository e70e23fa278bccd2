package althing.ledger.state;

import java.util.OptionalLong;

/**
 * Which heights keep their tree: the newest {@code window} blocks before the head, the head itself,
 * and those that end an epoch (DESIGN §5).
 *
 * @param window blocks, above 0
 */
public record StateRetention(long window, EpochEnds epochEnds) {

  /** The window of DESIGN §5. */
  public static final long DEFAULT_WINDOW = 1024;

  /** Knows which heights end an epoch and are kept for it. */
  @FunctionalInterface
  public interface EpochEnds {
    /** The highest such height not above {@code height}. */
    OptionalLong latestUpTo(long height);
  }

  public StateRetention {
    if (window <= 0) {
      throw new IllegalArgumentException("window " + window + " is not above 0");
    }
  }

  /**
   * Stale marks with {@code since} up to this height are due, when {@code head} is the newest final
   * height: each is removed, together with its node if {@link #mayDelete} says so.
   */
  public long dueUpTo(long head) {
    return head - window;
  }

  /** Whether no kept height, {@code head} being the newest, has this node in its tree. */
  public boolean mayDelete(StaleNode stale, long head) {
    if (stale.since() > dueUpTo(head)) {
      return false;
    }
    OptionalLong epochEnd = epochEnds.latestUpTo(stale.since() - 1);
    return epochEnd.isEmpty() || epochEnd.getAsLong() < stale.node().height();
  }

  /** Whether the tree of {@code height} is kept when {@code head} is the newest final height. */
  public boolean keeps(long height, long head) {
    OptionalLong epochEnd = epochEnds.latestUpTo(height);
    return height <= head
        && (height >= dueUpTo(head) || epochEnd.isPresent() && epochEnd.getAsLong() == height);
  }
}
