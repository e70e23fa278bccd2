package althing.governance.proposals;

import java.math.BigInteger;

/**
 * What votes add up to.
 *
 * @param yes weight of votes for it, in hundredths
 * @param no weight of votes against it
 * @param support reputation of who voted for it, in millionths
 */
public record Tally(long yes, long no, long support) {

  public static final Tally NONE = new Tally(0, 0, 0);

  /** Whether it would pass at a time, given what all who may vote have (RULES 8). */
  boolean passes(Track.Terms terms, long electorate, long epochs) {
    return yes > no
        && terms.approval().isMet(big(yes), big(yes).add(big(no)), epochs)
        && isSupported(terms, electorate, epochs);
  }

  /** Whether enough reputation supports it at a time. */
  boolean isSupported(Track.Terms terms, long electorate, long epochs) {
    return terms.support().isMet(big(support), big(electorate), epochs);
  }

  Tally plus(Tally other) {
    return new Tally(
        Math.addExact(yes, other.yes),
        Math.addExact(no, other.no),
        Math.addExact(support, other.support));
  }

  Tally minus(Tally other) {
    return new Tally(yes - other.yes, no - other.no, support - other.support);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
