package althing.governance.reputation;

import althing.governance.reputation.ReputationEvent.Awarded;
import althing.governance.reputation.ReputationEvent.BondAdded;
import althing.governance.reputation.ReputationEvent.BondReleased;
import althing.governance.reputation.ReputationEvent.BondReturned;
import althing.governance.reputation.ReputationEvent.DecaySet;
import althing.governance.reputation.ReputationEvent.ElectorateCounted;
import althing.governance.reputation.ReputationEvent.Forgotten;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.reputation.ReputationEvent.Part;
import althing.governance.reputation.ReputationEvent.Slashed;
import althing.governance.reputation.ReputationEvent.Withdrawn;
import althing.governance.state.EpochHistory;
import althing.governance.types.Tag;
import althing.ledger.event.EventCodec;
import althing.ledger.port.PolicyModules;
import althing.ledger.projection.Projection;
import althing.ledger.projection.SystemContract;
import althing.ledger.projection.TickPhase;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reputation by account and tag, and the members (RULES 2, 3). A value is stored with the epoch of
 * its newest change; what ticks have left of it since is computed. An account's total is the sum of
 * its tags by definition: no total is stored that could differ.
 */
public final class Reputation implements Projection<ReputationEvent> {

  /** One reputation, in the millionths that everything is counted in. */
  public static final long UNIT = 1_000_000;

  /** The most tags of an account. What would be one more goes to {@link Tag#GENERAL}. */
  public static final int MAX_TAGS = 64;

  private static final ReputationCodec CODEC = new ReputationCodec();

  private final List<SystemContract> contracts;
  private final List<TickPhase> tickPhases;

  public Reputation(PolicyModules policy) {
    contracts = List.of(new ReputationContract(policy));
    tickPhases = List.of(new BondReturns(), new Decaying(policy), new ElectorateCount());
  }

  @Override
  public String name() {
    return "reputation";
  }

  @Override
  public int keyPrefix() {
    return ReputationKeys.PREFIX;
  }

  @Override
  public EventCodec<ReputationEvent> codec() {
    return CODEC;
  }

  @Override
  public List<SystemContract> contracts() {
    return contracts;
  }

  @Override
  public List<TickPhase> tickPhases() {
    return tickPhases;
  }

  @Override
  public void evolve(StateWriter state, ReputationEvent event) {
    switch (event) {
      case Awarded e -> awarded(state, e);
      case Withdrawn e -> {
        set(state, e.account(), e.epoch(), e.parts());
        Award award = award(state, e.account(), e.number()).orElseThrow();
        state.put(ReputationKeys.award(e.account(), e.number()), award.takenBack().encode());
      }
      case Forgotten e -> ReputationKeys.tag(e.account(), e.tag()).remove(state);
      case Slashed e -> set(state, e.account(), e.epoch(), e.parts());
      case DecaySet e ->
          state.put(
              ReputationKeys.decay(e.epoch()),
              Fading.encode(new PolicyModules.Decay(e.kept(), e.of(), e.prune())));
      case Joined _, BondAdded _, BondReleased _, BondReturned _, ElectorateCounted _ ->
          Members.evolve(state, event);
    }
  }

  private static void awarded(StateWriter state, Awarded event) {
    Address account = event.account();
    set(state, account, event.epoch(), event.parts());
    state.put(ReputationKeys.award(account, event.number()), Award.of(event).encode());
    state.put(
        ReputationKeys.awardCount(account), new RlpWriter().number(event.number() + 1).toBytes());
    if (event.source() == Source.GENESIS) {
      return;
    }
    long gained = event.parts().stream().mapToLong(Part::change).sum();
    boolean vote = event.source() == Source.VOTE;
    add(state, ReputationKeys.gains(account), event.epoch(), gained, vote);
    if (!event.from().equals(Address.ZERO)) {
      add(state, ReputationKeys.gainsFrom(account, event.from()), event.epoch(), gained, vote);
    }
  }

  private static void add(StateWriter state, Bytes key, long epoch, long gained, boolean vote) {
    state.put(key, Gains.in(epoch, state.get(key)).plus(gained, vote).encode());
  }

  private static void set(StateWriter state, Address account, long epoch, List<Part> parts) {
    for (Part part : parts) {
      ReputationKeys.tag(account, part.tag())
          .put(state, epoch, new RlpWriter().number(part.after()).toBytes());
    }
  }

  // -------------------------------------------------------------------------------- questions

  /**
   * What {@code account} has in one tag in {@code epoch}, or had at its end: at most {@link
   * EpochHistory#REACH} epochs ago.
   */
  public static long of(StateReader state, Address account, Tag tag, long epoch) {
    return value(state, Fading.of(state), account, tag, epoch);
  }

  /** What {@code account} has in all its tags, as {@link #of}. */
  public static long total(StateReader state, Address account, long epoch) {
    return total(state, Fading.of(state), account, epoch);
  }

  static long total(StateReader state, Fading fading, Address account, long epoch) {
    return tags(state, fading, account, epoch).values().stream()
        .mapToLong(Long::longValue)
        .reduce(0, Math::addExact);
  }

  /** All tags of {@code account} that have something in {@code epoch}, as {@link #of}. */
  public static SortedMap<Tag, Long> tags(StateReader state, Address account, long epoch) {
    return tags(state, Fading.of(state), account, epoch);
  }

  static SortedMap<Tag, Long> tags(StateReader state, Fading fading, Address account, long epoch) {
    var tags = new TreeMap<Tag, Long>();
    Bytes all = ReputationKeys.tags(account);
    state.scan(
        all,
        all,
        (key, _) -> {
          Tag tag = ReputationKeys.tagOf(key);
          long value = value(state, fading, account, tag, epoch);
          if (value > 0) {
            tags.put(tag, value);
          }
          return true;
        });
    return tags;
  }

  private static long value(
      StateReader state, Fading fading, Address account, Tag tag, long epoch) {
    return ReputationKeys.tag(account, tag)
        .at(state, epoch)
        .map(since -> fading.after(RlpReader.of(since.value()).number(), since.epoch(), epoch))
        .orElse(0L);
  }

  /** An award, also one that was withdrawn. */
  public static Optional<Award> award(StateReader state, Address account, long number) {
    return Optional.ofNullable(state.get(ReputationKeys.award(account, number)))
        .map(value -> Award.decode(number, value));
  }

  /** How many awards {@code account} has had. */
  public static long awardCount(StateReader state, Address account) {
    Bytes value = state.get(ReputationKeys.awardCount(account));
    return value == null ? 0 : RlpReader.of(value).number();
  }
}
