package althing.governance.channels;

import althing.governance.channels.ChannelCall.Archive;
import althing.governance.channels.ChannelCall.Create;
import althing.governance.channels.ChannelCall.Describe;
import althing.governance.channels.ChannelCall.GiveRole;
import althing.governance.channels.ChannelCall.Invite;
import althing.governance.channels.ChannelCall.Join;
import althing.governance.channels.ChannelCall.Leave;
import althing.governance.channels.ChannelCall.RemoveMember;
import althing.governance.channels.ChannelCall.Rename;
import althing.governance.channels.ChannelCall.SetOpen;
import althing.governance.channels.ChannelCall.WithdrawInvitation;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.Described;
import althing.governance.channels.ChannelEvent.InvitationWithdrawn;
import althing.governance.channels.ChannelEvent.Invited;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.MemberLeft;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.OpennessSet;
import althing.governance.channels.ChannelEvent.Renamed;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.channels.ChannelRefusal.AlreadyMember;
import althing.governance.channels.ChannelRefusal.BadRole;
import althing.governance.channels.ChannelRefusal.DescriptionTooLong;
import althing.governance.channels.ChannelRefusal.HoldsItems;
import althing.governance.channels.ChannelRefusal.HoldsSp;
import althing.governance.channels.ChannelRefusal.LastOwner;
import althing.governance.channels.ChannelRefusal.MayJoin;
import althing.governance.channels.ChannelRefusal.NotInvited;
import althing.governance.channels.ChannelRefusal.NotMember;
import althing.governance.channels.ChannelRefusal.OwnerProtected;
import althing.governance.channels.ChannelRefusal.RoleTooLow;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.SameRole;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.WrongDeposit;
import althing.governance.channels.ChannelRefusal.ZeroAddress;
import althing.ledger.account.AccountEvent.Moved;
import althing.ledger.account.Money;
import althing.ledger.account.Pot;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people may do in channels, decided (RULES 12). */
final class ChannelDecisions {

  private ChannelDecisions() {}

  static Outcome decide(Scope scope, ChannelCall call) {
    return switch (call) {
      case Create c -> create(scope, c);
      case Join c -> join(scope, c.channel());
      case Leave c -> asMember(scope, c.channel(), Role.MEMBER, channel -> leave(scope, channel));
      case Invite c ->
          asMember(
              scope, c.channel(), Role.MODERATOR, channel -> invite(scope, channel, c.account()));
      case WithdrawInvitation c ->
          asMember(
              scope,
              c.channel(),
              Role.MODERATOR,
              channel -> withdrawInvitation(scope, channel, c.account()));
      case RemoveMember c ->
          asMember(
              scope, c.channel(), Role.MODERATOR, channel -> remove(scope, channel, c.account()));
      case GiveRole c ->
          asMember(
              scope,
              c.channel(),
              Role.MEMBER,
              channel -> giveRole(scope, channel, c.account(), c.role()));
      case Rename c ->
          asMember(scope, c.channel(), Role.OWNER, channel -> rename(scope, channel, c.name()));
      case Describe c ->
          asMember(
              scope, c.channel(), Role.OWNER, channel -> describe(scope, channel, c.description()));
      case SetOpen c ->
          asMember(scope, c.channel(), Role.OWNER, channel -> setOpen(scope, channel, c.open()));
      case Archive c ->
          asMember(
              scope,
              c.channel(),
              Role.OWNER,
              channel -> archive(scope, channel, c.treasuryToRoot()));
    };
  }

  /** Runs a rule on a channel in which the caller has at least the role {@code needed}. */
  private static Outcome asMember(
      Scope scope, BigInteger number, Role needed, Function<Channel, Outcome> rule) {
    Channel channel = Channels.live(scope.state(), number);
    if (channel == null) {
      return Outcome.refused(new UnknownChannel(number));
    }
    if (channel.id() == Channel.ROOT) {
      return Outcome.refused(new RootChannel());
    }
    Role role = role(scope, channel, scope.caller());
    if (role == Role.NONE) {
      return Outcome.refused(new NotMember(channel.id(), scope.caller()));
    }
    return role.isBelow(needed)
        ? Outcome.refused(new RoleTooLow(channel.id(), scope.caller(), role, needed))
        : rule.apply(channel);
  }

  private static Outcome create(Scope scope, Create call) {
    ChannelRefusal refusal = ChannelNames.refuse(scope.state(), call.name());
    if (refusal == null) {
      refusal = refuseDescription(call.description());
    }
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    Amount deposit = Channels.depositNow(scope.state());
    if (!scope.value().equals(deposit)) {
      return Outcome.refused(new WrongDeposit(scope.value(), deposit));
    }
    Address founder = scope.caller();
    long id = Channels.next(scope.state());
    if (!deposit.isZero()) {
      var escrow = new Pot.Escrow(Channel.escrow(scope.block().chainId(), id));
      scope.emit(new Moved(new Pot.Balance(founder), escrow, deposit));
    }
    scope.emit(
        new Created(
            id,
            call.name(),
            call.description(),
            call.open(),
            Channel.ROOT,
            founder,
            deposit,
            Amount.ZERO,
            scope.block().epoch()));
    scope.emit(new MemberAdded(id, founder, Role.OWNER, founder));
    return Outcome.done(BigInteger.valueOf(id));
  }

  private static Outcome join(Scope scope, BigInteger number) {
    Channel channel = Channels.live(scope.state(), number);
    if (channel == null) {
      return Outcome.refused(new UnknownChannel(number));
    }
    Address caller = scope.caller();
    if (Channels.isMember(scope.state(), channel.id(), caller)) {
      return Outcome.refused(new AlreadyMember(channel.id(), caller));
    }
    if (!standing(scope, channel, caller).admits(channel.open())) {
      return Outcome.refused(new NotInvited(channel.id(), caller));
    }
    scope.emit(new MemberAdded(channel.id(), caller, Role.MEMBER, caller));
    return Outcome.done();
  }

  /** The only member archives the channel by leaving it. */
  private static Outcome leave(Scope scope, Channel channel) {
    Address caller = scope.caller();
    Tally tally = ChannelEntries.tally(scope.state(), channel.id());
    if (tally.members() == 1) {
      return archive(scope, channel, false);
    }
    if (isLastOwner(scope, channel, caller)) {
      return Outcome.refused(new LastOwner(channel.id(), caller));
    }
    scope.emit(new MemberLeft(channel.id(), caller));
    return Outcome.done();
  }

  private static Outcome invite(Scope scope, Channel channel, Address account) {
    if (account.equals(Address.ZERO)) {
      return Outcome.refused(new ZeroAddress());
    }
    if (role(scope, channel, account) != Role.NONE) {
      return Outcome.refused(new AlreadyMember(channel.id(), account));
    }
    if (standing(scope, channel, account).admits(channel.open())) {
      return Outcome.refused(new MayJoin(channel.id(), account));
    }
    scope.emit(new Invited(channel.id(), account, scope.caller()));
    return Outcome.done();
  }

  private static Outcome withdrawInvitation(Scope scope, Channel channel, Address account) {
    if (!standing(scope, channel, account).invited()) {
      return Outcome.refused(new NotInvited(channel.id(), account));
    }
    scope.emit(new InvitationWithdrawn(channel.id(), account, scope.caller()));
    return Outcome.done();
  }

  /** A member is removed by one of a higher role. */
  private static Outcome remove(Scope scope, Channel channel, Address account) {
    Role role = role(scope, channel, account);
    if (role == Role.NONE) {
      return Outcome.refused(new NotMember(channel.id(), account));
    }
    if (role == Role.OWNER) {
      return Outcome.refused(new OwnerProtected(channel.id(), account));
    }
    Role own = role(scope, channel, scope.caller());
    if (role == Role.MODERATOR && own != Role.OWNER) {
      return Outcome.refused(new RoleTooLow(channel.id(), scope.caller(), own, Role.OWNER));
    }
    scope.emit(new MemberRemoved(channel.id(), account, scope.caller()));
    return Outcome.done();
  }

  /** Owners give roles, to all but each other; everybody may lower its own. */
  private static Outcome giveRole(Scope scope, Channel channel, Address account, long code) {
    if (Role.ofMember(code).isEmpty()) {
      return Outcome.refused(new BadRole(code));
    }
    Role role = Role.stored(code);
    ChannelRefusal refusal = refuseRole(scope, channel, account, role);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    scope.emit(new RoleGiven(channel.id(), account, role, scope.caller()));
    return Outcome.done();
  }

  private static @Nullable ChannelRefusal refuseRole(
      Scope scope, Channel channel, Address account, Role role) {
    Role before = role(scope, channel, account);
    if (before == Role.NONE) {
      return new NotMember(channel.id(), account);
    }
    if (before == role) {
      return new SameRole(channel.id(), account, role);
    }
    if (account.equals(scope.caller()) && role.isBelow(before)) {
      return isLastOwner(scope, channel, account) ? new LastOwner(channel.id(), account) : null;
    }
    Role own = role(scope, channel, scope.caller());
    if (own != Role.OWNER) {
      return new RoleTooLow(channel.id(), scope.caller(), own, Role.OWNER);
    }
    return before == Role.OWNER ? new OwnerProtected(channel.id(), account) : null;
  }

  private static Outcome rename(Scope scope, Channel channel, String name) {
    ChannelRefusal refusal = ChannelNames.refuse(scope.state(), name);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    scope.emit(new Renamed(channel.id(), name, scope.caller()));
    return Outcome.done();
  }

  private static Outcome describe(Scope scope, Channel channel, String description) {
    ChannelRefusal refusal = refuseDescription(description);
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    scope.emit(new Described(channel.id(), description, scope.caller()));
    return Outcome.done();
  }

  private static @Nullable ChannelRefusal refuseDescription(String description) {
    int size = description.getBytes(StandardCharsets.UTF_8).length;
    return size > Channel.MAX_DESCRIPTION
        ? new DescriptionTooLong(size, Channel.MAX_DESCRIPTION)
        : null;
  }

  private static Outcome setOpen(Scope scope, Channel channel, boolean open) {
    if (channel.open() != open) {
      scope.emit(new OpennessSet(channel.id(), open, scope.caller()));
    }
    return Outcome.done();
  }

  private static Outcome archive(Scope scope, Channel channel, boolean treasuryToRoot) {
    Tally tally = ChannelEntries.tally(scope.state(), channel.id());
    if (tally.items() > 0) {
      return Outcome.refused(new HoldsItems(channel.id(), tally.items()));
    }
    Amount treasury = Money.treasury(scope.state(), channel.id());
    if (!treasury.isZero() && !treasuryToRoot) {
      return Outcome.refused(new HoldsSp(channel.id(), treasury));
    }
    ChannelCommands.close(scope, channel, Channel.ROOT);
    return Outcome.done();
  }

  private static Role role(Scope scope, Channel channel, Address account) {
    return ChannelEntries.role(scope.state(), channel.id(), account);
  }

  private static Standing standing(Scope scope, Channel channel, Address account) {
    return ChannelEntries.standing(scope.state(), channel.id(), account);
  }

  static boolean isLastOwner(Scope scope, Channel channel, Address account) {
    return role(scope, channel, account) == Role.OWNER
        && ChannelEntries.tally(scope.state(), channel.id()).owners() == 1;
  }
}
