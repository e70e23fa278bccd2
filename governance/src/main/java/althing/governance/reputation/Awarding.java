package althing.governance.reputation;

import althing.governance.parameters.GovernanceParameters;
import althing.governance.reputation.ReputationEvent.Awarded;
import althing.governance.reputation.ReputationEvent.Forgotten;
import althing.governance.reputation.ReputationEvent.Part;
import althing.governance.reputation.ReputationEvent.Slashed;
import althing.governance.reputation.ReputationEvent.Withdrawn;
import althing.governance.state.EpochHistory;
import althing.governance.types.Tag;
import althing.ledger.projection.Scope;
import althing.ledger.protocol.Protocol;
import althing.ledger.rlp.RlpReader;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Gives reputation and takes it: what other parts of governance decide by (RULES 2). */
public final class Awarding {

  /** The whole, in the parts that {@link #slash} counts shares in. */
  public static final long WHOLE = 1_000_000_000_000L;

  private Awarding() {}

  /**
   * Gives {@code amount} millionths, or what the limits of the epoch leave of it, in equal parts to
   * {@code tags}: the first in byte order get one more where it does not divide. Nothing is emitted
   * if nothing is left.
   *
   * @param from who gave the work; the zero address if nobody did
   * @param tags none: the reputation is of no particular field
   * @param epoch in which it counts first
   * @return what was given
   */
  public static long award(
      Scope scope,
      long epoch,
      Address account,
      Source source,
      Address from,
      Hash subject,
      SortedSet<Tag> tags,
      long amount) {
    long given = Math.min(amount, room(scope.state(), epoch, account, source, from));
    if (given <= 0) {
      return 0;
    }
    var gains = new TreeMap<Tag, Long>();
    long part = tags.isEmpty() ? 0 : given / tags.size();
    long more = tags.isEmpty() ? given : given % tags.size();
    if (tags.isEmpty()) {
      gains.put(Tag.GENERAL, given);
    }
    for (Tag tag : tags) {
      gains.merge(place(scope, epoch, account, tag), part + (more-- > 0 ? 1 : 0), Long::sum);
    }
    var parts = new ArrayList<Part>();
    gains.forEach((tag, gain) -> {
      if (gain > 0) {
        long before = Reputation.of(scope.state(), account, tag, epoch);
        parts.add(new Part(tag, gain, Math.addExact(before, gain)));
      }
    });
    long number = Reputation.awardCount(scope.state(), account);
    scope.emit(new Awarded(account, number, source, from, subject, epoch, parts));
    return given;
  }

  /** What an award may still be in {@code epoch}. */
  private static long room(
      StateReader state, long epoch, Address account, Source source, Address from) {
    if (source == Source.GENESIS) {
      return Long.MAX_VALUE;
    }
    Gains all = Gains.in(epoch, state.get(ReputationKeys.gains(account)));
    long room = limit(state, GovernanceParameters.AWARD_LIMIT) - all.all();
    if (!from.equals(Address.ZERO)) {
      Gains own = Gains.in(epoch, state.get(ReputationKeys.gainsFrom(account, from)));
      room = Math.min(room, limit(state, GovernanceParameters.AWARD_LIMIT_FROM_ONE) - own.all());
    }
    if (source == Source.VOTE) {
      room = Math.min(room, limit(state, GovernanceParameters.AWARD_LIMIT_FOR_VOTES) - all.votes());
    }
    return room;
  }

  private static long limit(StateReader state, String parameter) {
    return Reputation.UNIT * Protocol.parameter(state, parameter);
  }

  /** {@code tag}, if the account has it or there is room for it. */
  private static Tag place(Scope scope, long epoch, Address account, Tag tag) {
    var tags = new TreeMap<Tag, EpochHistory.Since>();
    Bytes all = ReputationKeys.tags(account);
    scope
        .state()
        .scan(
            all,
            all,
            (key, value) -> {
              tags.put(ReputationKeys.tagOf(key), EpochHistory.Since.decode(value));
              return true;
            });
    if (tags.containsKey(tag) || tags.size() < Reputation.MAX_TAGS) {
      return tag;
    }
    var fading = Fading.of(scope.state());
    long horizon = epoch - EpochHistory.REACH;
    for (var entry : tags.entrySet()) {
      EpochHistory.Since since = entry.getValue();
      boolean gone =
          since.epoch() <= horizon
              && fading.after(RlpReader.of(since.value()).number(), since.epoch(), horizon) == 0;
      if (gone && !entry.getKey().equals(Tag.GENERAL)) {
        scope.emit(new Forgotten(account, entry.getKey()));
        return tag;
      }
    }
    return Tag.GENERAL;
  }

  /**
   * Takes back what decay has left of an award; nothing if it was withdrawn before or is gone.
   *
   * @param subject why
   */
  public static void withdraw(Scope scope, long epoch, Address account, long number, Hash subject) {
    Award award =
        Reputation.award(scope.state(), account, number)
            .orElseThrow(() -> new IllegalStateException("no award " + number + " of " + account));
    if (award.withdrawn()) {
      return;
    }
    var fading = Fading.of(scope.state());
    var parts = new ArrayList<Part>();
    for (Award.Gain gain : award.gained()) {
      long now = Reputation.of(scope.state(), account, gain.tag(), epoch);
      long back = Math.min(now, fading.after(gain.amount(), award.epoch(), epoch));
      if (back > 0) {
        parts.add(new Part(gain.tag(), back, now - back));
      }
    }
    scope.emit(new Withdrawn(account, number, subject, epoch, parts));
  }

  /**
   * Takes a share of each tag, rounded up (RULES 2, 13).
   *
   * @param share 1..{@link #WHOLE}
   * @param subject the evidence, or what else it is for
   * @return what was taken in all
   */
  public static long slash(Scope scope, long epoch, Address account, long share, Hash subject) {
    SortedMap<Tag, Long> tags = Reputation.tags(scope.state(), account, epoch);
    List<Part> parts =
        tags.entrySet().stream()
            .map(tag -> {
              long cut = share(tag.getValue(), share);
              return new Part(tag.getKey(), cut, tag.getValue() - cut);
            })
            .toList();
    if (!parts.isEmpty()) {
      scope.emit(new Slashed(account, share, subject, epoch, parts));
    }
    return parts.stream().mapToLong(Part::change).sum();
  }

  /** ⌈value·share/10^12⌉. */
  static long share(long value, long share) {
    BigInteger[] parts =
        BigInteger.valueOf(value)
            .multiply(BigInteger.valueOf(share))
            .divideAndRemainder(BigInteger.valueOf(WHOLE));
    return parts[0].longValueExact() + parts[1].signum();
  }
}
