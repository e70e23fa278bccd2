package althing.governance.validators;

import althing.ledger.types.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who validates next (RULES 13). A pure function of who does now and what is known of the
 * candidates.
 *
 * <p>A third of the seats, rounded down, change hands at once at the most, since a new validator
 * may turn out not to work. Seats of those who were found out change besides.
 */
final class Election {

  private static final BigInteger ALL_PPM = BigInteger.valueOf(Candidate.ALL_PPM);

  /**
   * What is known of somebody who may validate.
   *
   * @param number of its registration; the earlier is preferred
   * @param order the greater is preferred, before all else
   * @param standing what it may do
   */
  record Nominee(long number, long order, long reputation, Standing standing) {}

  /** What somebody may do at an election. */
  enum Standing {
    /** Be elected. */
    QUALIFIED,
    /** Keep a seat, if it is needed. */
    INCUMBENT_ONLY,
    /** Nothing: found out by evidence. */
    BARRED
  }

  /**
   * How many sit.
   *
   * @param seats as many as there shall be
   * @param minSeats with fewer qualified candidates, who sits keeps its seat
   * @param marginPpm a challenger needs more than this share of an incumbent's reputation
   */
  record Terms(int seats, int minSeats, long marginPpm) {}

  private final Map<Address, Nominee> nominees;
  private final Terms terms;
  private final Comparator<Address> best;
  private final int limit;

  private final List<Address> seated;
  private final List<Address> challengers;

  /** Seats that changed hands, came or went. */
  private int changes;

  private Election(List<Address> sitting, Map<Address, Nominee> nominees, Terms terms) {
    this.nominees = nominees;
    this.terms = terms;
    best =
        Comparator.<Address>comparingLong(a -> nominee(a).order())
            .thenComparingLong(a -> nominee(a).reputation())
            .reversed()
            .thenComparingLong(a -> nominee(a).number());
    limit = Math.max(1, sitting.size() / 3);
    seated = new ArrayList<>(sitting);
    challengers =
        nominees.keySet().stream()
            .filter(a -> !sitting.contains(a) && standing(a) == Standing.QUALIFIED)
            .sorted(best)
            .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * The validators from now on. Who stays keeps its place in the list; who comes takes the place of
   * who went, or a place at the end.
   *
   * @param sitting the validators until now
   * @param nominees all candidates, those who sit among them if they are still known
   */
  static List<Address> elect(List<Address> sitting, Map<Address, Nominee> nominees, Terms terms) {
    var election = new Election(sitting, new TreeMap<>(nominees), terms);
    election.replaceThoseFoundOut();
    election.replaceTheUnqualified();
    election.fillEmptySeats();
    election.giveUpSeats();
    election.challenge();
    return election.seated.isEmpty() ? List.copyOf(sitting) : List.copyOf(election.seated);
  }

  private void replaceThoseFoundOut() {
    for (Address account : List.copyOf(seated)) {
      if (standing(account) == Standing.BARRED) {
        replace(account);
      }
    }
  }

  /** The weakest first, while enough others qualify. */
  private void replaceTheUnqualified() {
    List<Address> weak =
        seated.stream()
            .filter(a -> standing(a) == Standing.INCUMBENT_ONLY)
            .sorted(best.reversed())
            .toList();
    for (Address account : weak) {
      boolean enough = seated.size() + challengers.size() - 1 >= terms.minSeats();
      boolean replaced = !challengers.isEmpty();
      if (changes < limit && enough && (replaced || seated.size() > terms.minSeats())) {
        replace(account);
      }
    }
  }

  private void replace(Address account) {
    int place = seated.indexOf(account);
    if (challengers.isEmpty() || seated.size() > terms.seats()) {
      seated.remove(place);
    } else {
      seated.set(place, challengers.removeFirst());
    }
    changes++;
  }

  private void fillEmptySeats() {
    while (seated.size() < terms.seats() && !challengers.isEmpty() && changes < limit) {
      seated.add(challengers.removeFirst());
      changes++;
    }
  }

  /** There are more than there shall be. */
  private void giveUpSeats() {
    while (seated.size() > terms.seats() && changes < limit) {
      seated.remove(seated.stream().max(best).orElseThrow());
      changes++;
    }
  }

  private void challenge() {
    Set<Address> incumbents = new HashSet<>(seated);
    while (changes < limit && !challengers.isEmpty() && !incumbents.isEmpty()) {
      Address weakest = incumbents.stream().max(best).orElseThrow();
      if (!exceeds(nominee(challengers.getFirst()), nominee(weakest))) {
        return;
      }
      incumbents.remove(weakest);
      seated.set(seated.indexOf(weakest), challengers.removeFirst());
      changes++;
    }
  }

  private boolean exceeds(Nominee challenger, Nominee incumbent) {
    return BigInteger.valueOf(challenger.reputation())
            .multiply(ALL_PPM)
            .compareTo(
                BigInteger.valueOf(incumbent.reputation())
                    .multiply(BigInteger.valueOf(terms.marginPpm())))
        > 0;
  }

  private Standing standing(Address account) {
    return nominee(account).standing();
  }

  /** Who sits and is no candidate any more has nothing to say for itself. */
  private Nominee nominee(Address account) {
    return Optional.ofNullable(nominees.get(account))
        .orElse(new Nominee(Long.MAX_VALUE, Long.MIN_VALUE, 0, Standing.INCUMBENT_ONLY));
  }
}
