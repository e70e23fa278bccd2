package althing.governance.channels;

import althing.governance.channels.ChannelLists.Page;
import althing.governance.channels.ChannelRefusal.BadKind;
import althing.governance.channels.ChannelRefusal.PageOutOfRange;
import althing.governance.channels.ChannelRefusal.RootChannel;
import althing.governance.channels.ChannelRefusal.UnknownChannel;
import althing.governance.channels.ChannelRefusal.UnknownItem;
import althing.governance.channels.ChannelRefusal.UnknownName;
import althing.ledger.abi.Arguments;
import althing.ledger.abi.ContractAbi;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Channels at 0x…1004. */
final class ChannelContract implements SystemContract {

  static final Address ADDRESS = Address.system(0x1004);
  static final ContractAbi ABI = ContractAbi.load("Channels");

  @Override
  public Address address() {
    return ADDRESS;
  }

  @Override
  public ContractAbi abi() {
    return ABI;
  }

  @Override
  public long gas(String function) {
    return switch (function) {
      case "create" -> 40_000;
      case "archive", "leave" -> 20_000;
      case "join", "invite", "withdrawInvitation", "removeMember", "giveRole" -> 15_000;
      case "rename", "describe", "setOpen" -> 15_000;
      case "channels", "members", "channelsOf", "strangers", "items" -> 100_000;
      default -> 5_000;
    };
  }

  @Override
  public Outcome decide(Scope scope, ContractAbi.Call call) {
    return ABI.function(call.function()).isView()
        ? answer(scope.state(), call.function(), Arguments.of(call))
        : ChannelDecisions.decide(scope, ChannelCall.of(call));
  }

  private static Outcome answer(StateReader state, String function, Arguments in) {
    return switch (function) {
      case "depositNow" -> Outcome.done(Channels.depositNow(state).value());
      case "channel" ->
          withChannel(state, in.number(0), channel -> Outcome.done(tuple(state, channel)));
      case "channelNamed" -> named(state, in.text(0));
      case "channels" -> channels(state, in.number(0), in.number(1));
      case "roleOf" -> role(state, in.number(0), in.address(1));
      case "standingOf" -> standing(state, in.number(0), in.address(1));
      case "members" -> members(state, in.number(0), in.address(1), in.number(2));
      case "strangers" -> strangers(state, in.number(0), in.address(1), in.number(2));
      case "channelsOf" -> memberships(state, in.address(0), in.number(1), in.number(2));
      case "items" -> items(state, in.number(0), in.longNumber(1), in.hash(2), in.number(3));
      case "placeOf" -> place(state, in.longNumber(0), in.hash(1));
      default -> throw new IllegalStateException("no rule for " + function);
    };
  }

  private static Outcome named(StateReader state, String name) {
    var found = Channels.named(state, name);
    return found.isPresent()
        ? Outcome.done(tuple(state, ChannelEntries.get(state, found.getAsLong())))
        : Outcome.refused(new UnknownName(name));
  }

  private static Outcome channels(StateReader state, BigInteger from, BigInteger limit) {
    return paged(
        limit,
        size ->
            page(
                ChannelLists.channels(state, clamped(from), size),
                channel -> tuple(state, channel),
                ChannelContract::number));
  }

  private static Outcome role(StateReader state, BigInteger number, Address account) {
    return withChannel(
        state,
        number,
        channel -> Outcome.done(number(Channels.role(state, channel.id(), account).code())));
  }

  private static Outcome standing(StateReader state, BigInteger number, Address account) {
    return withMembers(
        state,
        number,
        channel -> {
          Standing standing = ChannelEntries.standing(state, channel, account);
          return Outcome.done(standing.invited(), standing.removed());
        });
  }

  private static Outcome members(
      StateReader state, BigInteger number, Address from, BigInteger limit) {
    return withMembers(
        state,
        number,
        channel ->
            paged(
                limit,
                size ->
                    page(
                        ChannelLists.members(state, channel, from, size),
                        member -> List.of(member.account(), number(member.role().code())),
                        Function.identity())));
  }

  private static Outcome strangers(
      StateReader state, BigInteger number, Address from, BigInteger limit) {
    return withMembers(
        state,
        number,
        channel ->
            paged(
                limit,
                size ->
                    page(
                        ChannelLists.strangers(state, channel, from, size),
                        stranger ->
                            List.of(
                                stranger.account(),
                                stranger.standing().invited(),
                                stranger.standing().removed()),
                        Function.identity())));
  }

  private static Outcome memberships(
      StateReader state, Address account, BigInteger from, BigInteger limit) {
    return paged(
        limit,
        size ->
            page(
                ChannelLists.memberships(state, account, clamped(from), size),
                membership ->
                    List.of(
                        number(membership.channel()),
                        number(membership.role().code()),
                        membership.archived()),
                ChannelContract::number));
  }

  private static Outcome items(
      StateReader state, BigInteger number, long code, Hash from, BigInteger limit) {
    return withChannel(
        state,
        number,
        channel ->
            withKind(
                code,
                kind ->
                    paged(
                        limit,
                        size ->
                            page(
                                ChannelLists.items(state, channel.id(), kind, from, size),
                                id -> item(state, new Item(kind, id)),
                                Hash::toBytes))));
  }

  private static Outcome place(StateReader state, long code, Hash id) {
    return withKind(
        code,
        kind -> {
          var item = new Item(kind, id);
          return Channels.find(state, item)
              .map(found -> Outcome.done(number(found.channel()), ChannelCodec.names(found.tags())))
              .orElseGet(() -> Outcome.refused(new UnknownItem(item)));
        });
  }

  /** The interface's struct {@code PlacedItem}. */
  private static Object item(StateReader state, Item item) {
    return List.of(item.id().toBytes(), ChannelCodec.names(ChannelEntries.get(state, item).tags()));
  }

  /** The interface's struct {@code Channel}. */
  private static Object tuple(StateReader state, Channel channel) {
    Tally tally = Channels.tally(state, channel.id());
    return List.of(
        number(channel.id()),
        channel.name(),
        channel.description(),
        channel.open(),
        channel.archived(),
        number(channel.origin()),
        number(channel.successor()),
        channel.founder(),
        channel.deposit().value(),
        number(channel.createdEpoch()),
        number(tally.members()),
        number(tally.owners()),
        number(tally.items()));
  }

  /** A channel, also one that is archived. */
  private static Outcome withChannel(
      StateReader state, BigInteger number, Function<Channel, Outcome> rule) {
    return Optional.of(number)
        .filter(n -> n.bitLength() < Long.SIZE)
        .flatMap(n -> Channels.channel(state, n.longValueExact()))
        .map(rule)
        .orElseGet(() -> Outcome.refused(new UnknownChannel(number)));
  }

  /** As {@link #withChannel}, of a channel that has members. */
  private static Outcome withMembers(
      StateReader state, BigInteger number, Function<Long, Outcome> rule) {
    return withChannel(
        state,
        number,
        channel ->
            channel.id() == Channel.ROOT
                ? Outcome.refused(new RootChannel())
                : rule.apply(channel.id()));
  }

  private static Outcome withKind(long code, Function<Kind, Outcome> rule) {
    return Kind.ofCode(code).map(rule).orElseGet(() -> Outcome.refused(new BadKind(code)));
  }

  private static <T, C> Outcome page(
      Page<T, C> page, Function<? super T, ?> entry, Function<? super C, ?> cursor) {
    return Outcome.done(page.entries().stream().map(entry).toList(), cursor.apply(page.next()));
  }

  private static Outcome paged(BigInteger limit, IntFunction<Outcome> rule) {
    return limit.signum() == 0 || limit.compareTo(BigInteger.valueOf(ChannelLists.MAX_PAGE)) > 0
        ? Outcome.refused(new PageOutOfRange(limit, ChannelLists.MAX_PAGE))
        : rule.apply(limit.intValueExact());
  }

  /** A cursor above all numbers of channels means as much as the greatest. */
  private static long clamped(BigInteger number) {
    return number.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  private static Object number(long value) {
    return BigInteger.valueOf(value);
  }
}
