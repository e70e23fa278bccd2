package althing.node.core.sync;

import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.network.PeerId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A peer that blocks can be fetched from: what it says to have, and how it has answered. */
final class Source {

  private static final long SECOND = 1_000_000_000;
  private static final long MAX_REST_SECONDS = 60;

  /** Failures in a row after which a peer's word counts for nothing. */
  private static final int MAX_FAILURES = 3;

  private static final int FIRST_BYTES = 2 << 20;
  private static final int FEWEST_BYTES = 64 << 10;
  private static final int MAX_EXPIRED = 8;

  final PeerId peer;
  private final Set<Long> expired = new LinkedHashSet<>();
  private @Nullable Errand errand;
  private long claim;
  private long lowest;
  private int failures;
  private long restUntilNanos;
  private long paceNanos;
  private int bytes = FIRST_BYTES;

  Source(PeerId peer, long now) {
    this.peer = peer;
    restUntilNanos = now;
  }

  /** The newest height that it says to have; 0 if it is not believed to have any. */
  long claim() {
    return claim;
  }

  void claims(long height) {
    claim = height;
  }

  /** Says that it has nothing below {@code height}. */
  void beginsAt(long height) {
    lowest = height;
  }

  boolean has(long height) {
    return lowest <= height && height <= claim;
  }

  @Nullable Errand errand() {
    return errand;
  }

  boolean isFree(long now) {
    return errand == null && now - restUntilNanos >= 0;
  }

  /** How long its last answer took; 0 if it has not given one. */
  long paceNanos() {
    return paceNanos;
  }

  /** How many bytes to ask for: fewer of slow peers. */
  int bytes() {
    return bytes;
  }

  void sent(Errand next) {
    errand = next;
  }

  /** It answered, and the errand goes on or is over. */
  void answered(Errand done, long now) {
    paceNanos = now - done.sentNanos();
    failures = 0;
    bytes = paceNanos < SECOND ? Math.min(BlocksWanted.MAX_BYTES, 2 * bytes) : bytes;
    errand = null;
  }

  /** It did not answer, or not what was asked. */
  void failed(long now) {
    giveUp();
    failures++;
    restUntilNanos = now + SECOND * Math.min(MAX_REST_SECONDS, 1L << failures);
    bytes = Math.max(FEWEST_BYTES, bytes / 4);
    if (failures >= MAX_FAILURES) {
      claim = 0;
      failures = MAX_FAILURES - 1;
    }
  }

  /** Waits for no answer any more; one that comes nevertheless is late and no fault. */
  void giveUp() {
    if (errand != null) {
      expired.add(errand.request());
      if (expired.size() > MAX_EXPIRED) {
        expired.remove(expired.iterator().next());
      }
      errand = null;
    }
  }

  /** Whether an answer with this number was given up before; it counts once. */
  boolean isLate(long request) {
    return expired.remove(request);
  }
}
