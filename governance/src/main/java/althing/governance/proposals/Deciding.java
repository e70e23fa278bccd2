package althing.governance.proposals;

import java.util.Optional;

/**
 * How far the decision on a proposal has come, looked at once an epoch, when its tick comes to it
 * (RULES 8). A pure function of the tally at that moment.
 *
 * @param begun the epoch whose beginning is time 0 of the curves
 * @param ends the epoch at whose beginning it is rejected, unless it is being confirmed
 * @param confirmingSince the epoch since whose beginning it has passed without a break; 0: it does
 *     not pass
 * @param extended epochs by which the end was put off
 * @param found whether it ever had the support that was needed at the time
 */
public record Deciding(long begun, long ends, long confirmingSince, long extended, boolean found) {

  /** What comes of a proposal. */
  public enum Verdict {
    APPROVED,
    REJECTED
  }

  /** The next state, and the verdict if there is one. */
  public record Step(Deciding next, Optional<Verdict> verdict) {}

  static Deciding begin(long epoch, Track.Terms terms) {
    return new Deciding(epoch, epoch + terms.decide(), 0, 0, false);
  }

  /** Looks at the tally when {@code epoch} begins, which is after {@link #begun}. */
  Step look(long epoch, Track.Terms terms, Tally tally, long electorate) {
    long at = epoch - begun;
    boolean passes = tally.passes(terms, electorate, at);
    boolean supported = found || tally.isSupported(terms, electorate, at);
    long since = passes ? confirmingSince > 0 ? confirmingSince : epoch : 0;
    boolean flipped = passes != (confirmingSince > 0);
    long end = flipped && isLate(epoch) ? putOff(epoch, terms) : ends;
    var next = new Deciding(begun, end, since, extended + end - ends, supported);
    if (passes && epoch - since >= terms.confirm()) {
      return new Step(next, Optional.of(Verdict.APPROVED));
    }
    if (epoch >= end && !passes) {
      return new Step(next, Optional.of(Verdict.REJECTED));
    }
    return new Step(next, Optional.empty());
  }

  /** In the last quarter. */
  private boolean isLate(long epoch) {
    return epoch < ends && 4 * (epoch - begun) >= 3 * (ends - begun);
  }

  /** max(end, now + confirm), by no more than half of the time for the decision in all. */
  private long putOff(long epoch, Track.Terms terms) {
    long most = ends - extended + terms.decide() / 2;
    return Math.min(most, Math.max(ends, epoch + terms.confirm()));
  }
}
