package althing.governance;

import althing.governance.reputation.Reputation;
import althing.governance.reputation.ReputationEvent.Awarded;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.reputation.ReputationEvent.Part;
import althing.governance.reputation.Source;
import althing.governance.types.Tag;
import althing.governance.validators.Candidate;
import althing.governance.validators.ValidatorEvent.Registered;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Pot;
import althing.ledger.event.Event;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What accounts are when a chain begins, beyond what they own.
 *
 * @param reputation by account and tag, whole, each 1..{@link #MAX_REPUTATION}
 * @param members whose votes weigh from the beginning
 * @param stakes of first validators, in millionths of their reputation; those who are not named
 *     here are no candidates
 */
public record FoundingGovernance(
    SortedMap<Address, SortedMap<Tag, Long>> reputation,
    SortedMap<Address, FoundingMember> members,
    SortedMap<Address, Long> stakes) {

  /** The most reputation in one tag, whole. */
  public static final long MAX_REPUTATION = 1_000_000;

  /** The greatest stake. */
  public static final long MAX_STAKE_PPM = Candidate.ALL_PPM;

  /** Nobody is anything. */
  public static final FoundingGovernance NONE =
      new FoundingGovernance(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /**
   * A member from the beginning.
   *
   * @param publicKey 33 bytes, compressed, of the account
   * @param bond taken from its first balance
   */
  public record FoundingMember(Bytes publicKey, Amount bond) {}

  public FoundingGovernance {
    var copy = new TreeMap<Address, SortedMap<Tag, Long>>();
    reputation.forEach((account, tags) ->
        copy.put(account, Collections.unmodifiableSortedMap(new TreeMap<>(tags))));
    reputation = Collections.unmodifiableSortedMap(copy);
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    stakes = Collections.unmodifiableSortedMap(new TreeMap<>(stakes));
  }

  public boolean isEmpty() {
    return reputation.isEmpty() && members.isEmpty() && stakes.isEmpty();
  }

  /**
   * The events that make it so, after those that seat {@code seats} and create balances: reputation
   * and members in byte order of accounts, candidates in the order of seats.
   */
  public List<Event> events(List<Seat> seats) {
    var events = new ArrayList<Event>();
    reputation.forEach((account, tags) -> events.add(awarded(account, tags)));
    members.forEach((account, member) -> {
      if (!member.bond().isZero()) {
        events.add(new Moved(new Pot.Balance(account), new Pot.Bond(account), member.bond()));
      }
      events.add(new Joined(account, member.publicKey(), member.bond(), 0, 0));
    });
    long number = 0;
    for (Seat seat : seats) {
      Long stake = stakes.get(seat.account());
      if (stake != null) {
        events.add(new Registered(seat.account(), seat.nodeKey(), number++));
        events.add(new Staked(seat.account(), stake));
      }
    }
    return events;
  }

  private static Awarded awarded(Address account, Map<Tag, Long> tags) {
    var parts = new ArrayList<Part>();
    tags.forEach((tag, whole) -> {
      long amount = whole * Reputation.UNIT;
      parts.add(new Part(tag, amount, amount));
    });
    return new Awarded(account, 0, Source.GENESIS, Address.ZERO, Hash.ZERO, 0, parts);
  }
}
