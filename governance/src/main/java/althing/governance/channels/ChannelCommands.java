package althing.governance.channels;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.channels.ChannelRefusal.AlreadyMember;
import althing.governance.channels.ChannelRefusal.BadRole;
import althing.governance.channels.ChannelRefusal.HoldsItems;
import althing.governance.channels.ChannelRefusal.LastOwner;
import althing.governance.channels.ChannelRefusal.NotMember;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.SameRole;
import althing.governance.channels.ChannelRefusal.TooMuchToMove;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.ZeroAddress;
import althing.governance.parameters.GovernanceParameters;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Money;
import althing.ledger.account.Pot;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the network itself does with channels: what proposals run and other parts ask for. Each
 * command is all or nothing: it emits, or it is refused and has emitted nothing. Its cost is bound
 * by {@link GovernanceParameters#CHANNEL_MOVE_LIMIT}.
 */
public final class ChannelCommands {

  /** The most channels that one merge takes in. */
  public static final int MAX_SOURCES = 16;

  private ChannelCommands() {}

  /**
   * Divides a channel (RULES 12). Each item goes to the first part, in the order listed, with a
   * rule that matches it; others stay. Of a treasury of b, a part gets ⌊b·weight/W⌋, where W is the
   * sum of all weights and {@code keepWeight}, the source keeps ⌊b·keepWeight/W⌋, and the first
   * part gets what is left over. Members of the source are members of all parts, in their roles.
   * The source is archived if it holds neither items nor SP in the end, and is kept otherwise.
   *
   * @param parts 1..{@link SplitPart#MAX_PARTS}
   * @param keepWeight 0..{@link SplitPart#MAX_WEIGHT}
   * @return done with the numbers of the new channels, in the order of {@code parts}
   */
  public static Outcome split(Scope scope, long source, List<SplitPart> parts, long keepWeight) {
    return Splitting.split(scope, source, parts, keepWeight);
  }

  /**
   * Takes what is in {@code sources} into {@code target}, which may be the root: items, SP and
   * members, of whom the higher role counts. The sources are archived.
   *
   * @param sources 1..{@link #MAX_SOURCES}, none of them the root
   */
  public static Outcome merge(Scope scope, List<Long> sources, long target) {
    return Merging.merge(scope, sources, target);
  }

  /**
   * As {@link #merge}, into a new channel, which is open if all sources are.
   *
   * @return done with the number of the new channel
   */
  public static Outcome mergeAs(Scope scope, List<Long> sources, String name) {
    return Merging.mergeAs(scope, sources, name);
  }

  /**
   * Makes a channel without deposit.
   *
   * @param name may be one that is reserved for the network
   * @param members with an owner among them, and none with {@link Role#NONE}
   * @return done with the number of the channel
   */
  public static Outcome create(
      Scope scope, String name, boolean open, SortedMap<Address, Role> members) {
    if (!members.containsValue(Role.OWNER)
        || members.containsValue(Role.NONE)
        || members.containsKey(Address.ZERO)) {
      throw new IllegalArgumentException("no members of a channel: " + members);
    }
    ChannelRefusal refusal = ChannelNames.refuseAny(scope.state(), name);
    if (refusal == null) {
      refusal = refuseMove(scope.state(), members.size());
    }
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    long id = make(scope, name, open, Channel.ROOT, Amount.ZERO);
    members.forEach((account, role) -> add(scope, id, account, role));
    return Outcome.done(BigInteger.valueOf(id));
  }

  /** Archives a channel without items; the root gets its treasury, its founder the deposit. */
  public static Outcome archive(Scope scope, long channel) {
    return inChannel(
        scope,
        channel,
        found -> {
          long items = ChannelEntries.tally(scope.state(), channel).items();
          if (items > 0) {
            return Outcome.refused(new HoldsItems(channel, items));
          }
          close(scope, found, Channel.ROOT);
          return Outcome.done();
        });
  }

  /** Makes an account a member, whether or not it was invited or asked for it. */
  public static Outcome addMember(Scope scope, long channel, Address account, Role role) {
    return inChannel(
        scope,
        channel,
        _ -> {
          if (account.equals(Address.ZERO)) {
            return Outcome.refused(new ZeroAddress());
          }
          if (role == Role.NONE) {
            return Outcome.refused(new BadRole(role.code()));
          }
          if (ChannelEntries.role(scope.state(), channel, account) != Role.NONE) {
            return Outcome.refused(new AlreadyMember(channel, account));
          }
          add(scope, channel, account, role);
          return Outcome.done();
        });
  }

  /** Gives a member another role, whoever it is; one owner always is left. */
  public static Outcome giveRole(Scope scope, long channel, Address account, Role role) {
    return inChannel(
        scope,
        channel,
        found -> {
          Role before = ChannelEntries.role(scope.state(), channel, account);
          if (role == Role.NONE) {
            return Outcome.refused(new BadRole(role.code()));
          }
          if (before == Role.NONE) {
            return Outcome.refused(new NotMember(channel, account));
          }
          if (before == role) {
            return Outcome.refused(new SameRole(channel, account, role));
          }
          if (ChannelDecisions.isLastOwner(scope, found, account)) {
            return Outcome.refused(new LastOwner(channel, account));
          }
          scope.emit(new RoleGiven(channel, account, role, Address.SYSTEM));
          return Outcome.done();
        });
  }

  /** Removes a member, whoever it is; one owner always is left. */
  public static Outcome removeMember(Scope scope, long channel, Address account) {
    return inChannel(
        scope,
        channel,
        found -> {
          if (ChannelEntries.role(scope.state(), channel, account) == Role.NONE) {
            return Outcome.refused(new NotMember(channel, account));
          }
          if (ChannelDecisions.isLastOwner(scope, found, account)) {
            return Outcome.refused(new LastOwner(channel, account));
          }
          scope.emit(new MemberRemoved(channel, account, Address.SYSTEM));
          return Outcome.done();
        });
  }

  private static Outcome inChannel(Scope scope, long number, Function<Channel, Outcome> rule) {
    ChannelRefusal refusal = refuseChannel(scope.state(), number);
    return refusal == null
        ? rule.apply(ChannelEntries.get(scope.state(), number))
        : Outcome.refused(refusal);
  }

  /** Why a command cannot be about this channel. */
  static @Nullable ChannelRefusal refuseChannel(StateReader state, long channel) {
    if (channel == Channel.ROOT) {
      return new RootChannel();
    }
    return Channels.exists(state, channel)
        ? null
        : new UnknownChannel(new BigInteger(Long.toUnsignedString(channel)));
  }

  /**
   * Why a command cannot do so much.
   *
   * @param count items that it looks at, and members that it makes or moves
   */
  static @Nullable ChannelRefusal refuseMove(StateReader state, long count) {
    long limit = Protocol.parameter(state, GovernanceParameters.CHANNEL_MOVE_LIMIT);
    return count > limit ? new TooMuchToMove(count, limit) : null;
  }

  /** Makes a channel that nobody put up a deposit for. */
  static long make(Scope scope, String name, boolean open, long origin, Amount treasury) {
    long id = Channels.next(scope.state());
    scope.emit(
        new Created(
            id,
            name,
            "",
            open,
            origin,
            Address.ZERO,
            Amount.ZERO,
            treasury,
            scope.block().epoch()));
    return id;
  }

  static void add(Scope scope, long channel, Address account, Role role) {
    scope.emit(new MemberAdded(channel, account, role, Address.SYSTEM));
  }

  /** Archives a channel without items and pays out what it holds. */
  static void close(Scope scope, Channel channel, long successor) {
    Amount treasury = Money.treasury(scope.state(), channel.id());
    moveTreasury(scope, channel.id(), successor, treasury);
    if (!channel.deposit().isZero()) {
      scope.emit(
          new Moved(
              new Pot.Escrow(Channel.escrow(scope.block().chainId(), channel.id())),
              new Pot.Balance(channel.founder()),
              channel.deposit()));
    }
    scope.emit(new Archived(channel.id(), successor, treasury, channel.deposit()));
  }

  static void moveTreasury(Scope scope, long from, long to, Amount amount) {
    if (!amount.isZero()) {
      scope.emit(new Moved(new Pot.Treasury(from), new Pot.Treasury(to), amount));
    }
  }
}
