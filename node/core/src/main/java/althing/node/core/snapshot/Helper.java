package althing.node.core.snapshot;

import althing.node.core.Environment.Alarm;
import althing.node.network.PeerId;
import org.jspecify.annotations.Nullable;

/** A peer that a snapshot may be fetched from. */
final class Helper {

  private static final long SECOND = 1_000_000_000;
  private static final long SLOW = 2 * SECOND;
  private static final long MAX_REST_SECONDS = 60;

  final PeerId peer;

  /** The height it offers, 0 for none; -1 as long as it has not said. */
  private long offer = -1;

  private long offeredNanos;
  private boolean lacks;
  private @Nullable Errand errand;
  private int failures;
  private long restUntilNanos;

  /** A question that waits for its answer. */
  record Errand(
      SnapshotMessage.Question question,
      StateFetch.@Nullable Work work,
      long sentNanos,
      Alarm alarm) {}

  Helper(PeerId peer, long now) {
    this.peer = peer;
    restUntilNanos = now;
  }

  long offer() {
    return offer;
  }

  void offers(long height, long now) {
    offer = height;
    offeredNanos = now;
  }

  /** Whether it was never asked for its offer, or so long ago that it may have another. */
  boolean mayOffer(long now, long againNanos) {
    return offer < 0 || now - offeredNanos >= againNanos;
  }

  /** Whether it said not to have what is being fetched. */
  boolean lacks() {
    return lacks;
  }

  void lacks(boolean now) {
    lacks = now;
  }

  boolean isFree(long now) {
    return errand == null && now - restUntilNanos >= 0;
  }

  @Nullable Errand errand() {
    return errand;
  }

  void sent(Errand next) {
    errand = next;
  }

  /** It waits for no answer any more. */
  void done() {
    Errand now = errand;
    if (now != null) {
      now.alarm().cancel();
    }
    errand = null;
  }

  /** It answered; if that took long, others are asked for as long. */
  void answered(long now) {
    Errand last = errand;
    if (last != null && now - last.sentNanos() > SLOW) {
      restUntilNanos = now + (now - last.sentNanos());
    }
    done();
    failures = 0;
  }

  /** It did not answer, or has not what it was asked for. */
  void failed(long now) {
    done();
    failures++;
    restUntilNanos = now + SECOND * Math.min(MAX_REST_SECONDS, 1L << Math.min(failures, 6));
  }
}
