package althing.governance.channels;

import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelRefusal.EmptyMatch;
import althing.governance.channels.ChannelRefusal.MatchesOutOfRange;
import althing.governance.channels.ChannelRefusal.PartsOutOfRange;
import althing.governance.channels.ChannelRefusal.RepeatedName;
import althing.governance.channels.ChannelRefusal.WeightOutOfRange;
import althing.governance.channels.ChannelRefusal.ZeroWeights;
import althing.ledger.account.Money;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A channel becomes several (RULES 12, D19, D20). */
final class Splitting {

  private Splitting() {}

  static Outcome split(Scope scope, long source, List<SplitPart> parts, long keepWeight) {
    ChannelRefusal refusal = refuse(scope.state(), source, parts, keepWeight);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    Channel before = ChannelEntries.get(scope.state(), source);
    List<Long> channels = make(scope, before, parts, keepWeight);
    for (Item item : ChannelEntries.items(scope.state(), source)) {
      Placement placement = ChannelEntries.get(scope.state(), item);
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).takes(item, placement)) {
          scope.emit(new ItemMoved(item, source, channels.get(i)));
          break;
        }
      }
    }
    boolean isEmpty =
        ChannelEntries.tally(scope.state(), source).items() == 0
            && Money.treasury(scope.state(), source).isZero();
    if (isEmpty) {
      ChannelCommands.close(scope, before, Channel.ROOT);
    }
    return Outcome.done(channels.stream().map(BigInteger::valueOf).toList());
  }

  private static List<Long> make(
      Scope scope, Channel source, List<SplitPart> parts, long keepWeight) {
    SortedMap<Address, Role> members = ChannelEntries.members(scope.state(), source.id());
    Amount treasury = Money.treasury(scope.state(), source.id());
    List<Amount> shares = shares(treasury, parts, keepWeight);
    var channels = new ArrayList<Long>();
    for (int i = 0; i < parts.size(); i++) {
      Amount share = shares.get(i);
      long channel =
          ChannelCommands.make(scope, parts.get(i).name(), source.open(), source.id(), share);
      ChannelCommands.moveTreasury(scope, source.id(), channel, share);
      members.forEach((account, role) -> ChannelCommands.add(scope, channel, account, role));
      channels.add(channel);
    }
    return channels;
  }

  /** What each part gets: ⌊treasury·weight/W⌋, and the first also what that leaves over. */
  static List<Amount> shares(Amount treasury, List<SplitPart> parts, long keepWeight) {
    Amount sum = Amount.of(sum(parts, keepWeight));
    var shares = new ArrayList<Amount>();
    Amount left = treasury.minus(treasury.times(keepWeight).dividedByFloor(sum));
    for (SplitPart part : parts) {
      Amount share = treasury.times(part.weight()).dividedByFloor(sum);
      shares.add(share);
      left = left.minus(share);
    }
    shares.set(0, shares.getFirst().plus(left));
    return shares;
  }

  private static long sum(List<SplitPart> parts, long keepWeight) {
    return keepWeight + parts.stream().mapToLong(SplitPart::weight).sum();
  }

  private static @Nullable ChannelRefusal refuse(
      StateReader state, long source, List<SplitPart> parts, long keepWeight) {
    ChannelRefusal refusal = ChannelCommands.refuseChannel(state, source);
    if (refusal != null) {
      return refusal;
    }
    if (parts.isEmpty() || parts.size() > SplitPart.MAX_PARTS) {
      return new PartsOutOfRange(parts.size(), SplitPart.MAX_PARTS);
    }
    var names = new HashSet<String>();
    for (SplitPart part : parts) {
      refusal = refuse(state, part);
      if (refusal != null) {
        return refusal;
      }
      if (!names.add(part.name())) {
        return new RepeatedName(part.name());
      }
    }
    if (isNoWeight(keepWeight)) {
      return new WeightOutOfRange(keepWeight, SplitPart.MAX_WEIGHT);
    }
    if (sum(parts, keepWeight) == 0) {
      return new ZeroWeights();
    }
    Tally tally = ChannelEntries.tally(state, source);
    return ChannelCommands.refuseMove(
        state,
        Math.addExact(tally.items(), Math.multiplyExact(tally.members(), (long) parts.size())));
  }

  private static @Nullable ChannelRefusal refuse(StateReader state, SplitPart part) {
    ChannelRefusal refusal = ChannelNames.refuse(state, part.name());
    if (refusal != null) {
      return refusal;
    }
    if (isNoWeight(part.weight())) {
      return new WeightOutOfRange(part.weight(), SplitPart.MAX_WEIGHT);
    }
    if (part.matches().size() > SplitPart.MAX_MATCHES) {
      return new MatchesOutOfRange(part.name(), part.matches().size(), SplitPart.MAX_MATCHES);
    }
    return part.matches().stream().anyMatch(Match::isEmpty) ? new EmptyMatch(part.name()) : null;
  }

  private static boolean isNoWeight(long weight) {
    return weight < 0 || weight > SplitPart.MAX_WEIGHT;
  }
}
