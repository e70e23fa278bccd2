package althing.governance.channels;

import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.channels.ChannelRefusal.RepeatedChannel;
import althing.governance.channels.ChannelRefusal.SourcesOutOfRange;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several channels become one (RULES 12). */
final class Merging {

  private Merging() {}

  static Outcome merge(Scope scope, List<Long> sources, long target) {
    ChannelRefusal refusal = refuse(scope.state(), sources);
    if (refusal == null && sources.contains(target)) {
      refusal = new RepeatedChannel(target);
    }
    if (refusal == null && target != Channel.ROOT) {
      refusal = ChannelCommands.refuseChannel(scope.state(), target);
    }
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    sources.forEach(source -> take(scope, source, target));
    return Outcome.done();
  }

  static Outcome mergeAs(Scope scope, List<Long> sources, String name) {
    ChannelRefusal refusal = refuse(scope.state(), sources);
    if (refusal == null) {
      refusal = ChannelNames.refuse(scope.state(), name);
    }
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    boolean open =
        sources.stream().allMatch(source -> ChannelEntries.get(scope.state(), source).open());
    long target = ChannelCommands.make(scope, name, open, Channel.ROOT, Amount.ZERO);
    sources.forEach(source -> take(scope, source, target));
    return Outcome.done(BigInteger.valueOf(target));
  }

  private static @Nullable ChannelRefusal refuse(StateReader state, List<Long> sources) {
    if (sources.isEmpty() || sources.size() > ChannelCommands.MAX_SOURCES) {
      return new SourcesOutOfRange(sources.size(), ChannelCommands.MAX_SOURCES);
    }
    var seen = new HashSet<Long>();
    long count = 0;
    for (long source : sources) {
      ChannelRefusal refusal = ChannelCommands.refuseChannel(state, source);
      if (refusal != null) {
        return refusal;
      }
      if (!seen.add(source)) {
        return new RepeatedChannel(source);
      }
      Tally tally = ChannelEntries.tally(state, source);
      count = Math.addExact(count, Math.addExact(tally.items(), tally.members()));
    }
    return ChannelCommands.refuseMove(state, count);
  }

  private static void take(Scope scope, long source, long target) {
    if (target != Channel.ROOT) {
      ChannelEntries.members(scope.state(), source)
          .forEach((account, role) -> unite(scope, target, account, role));
    }
    for (Item item : ChannelEntries.items(scope.state(), source)) {
      scope.emit(new ItemMoved(item, source, target));
    }
    ChannelCommands.close(scope, ChannelEntries.get(scope.state(), source), target);
  }

  private static void unite(Scope scope, long target, Address account, Role role) {
    Role before = ChannelEntries.role(scope.state(), target, account);
    if (before == Role.NONE) {
      ChannelCommands.add(scope, target, account, role);
    } else if (before.isBelow(role)) {
      scope.emit(new RoleGiven(target, account, role, Address.SYSTEM));
    }
  }
}
