package althing.governance.channels;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.Described;
import althing.governance.channels.ChannelEvent.InvitationWithdrawn;
import althing.governance.channels.ChannelEvent.Invited;
import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelEvent.ItemPlaced;
import althing.governance.channels.ChannelEvent.ItemRemoved;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.MemberLeft;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.OpennessSet;
import althing.governance.channels.ChannelEvent.Renamed;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.parameters.GovernanceParameters;
import althing.governance.types.Tag;
import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.protocol.Protocol;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Channels, their members and the items in them (RULES 12). Where an item is, is known here alone:
 * other parts place their items, ask where they are, and remove them when they are over.
 */
public final class Channels implements Projection<ChannelEvent> {

  private static final ChannelCodec CODEC = new ChannelCodec();
  private static final List<SystemContract> CONTRACTS = List.of(new ChannelContract());

  @Override
  public String name() {
    return "channels";
  }

  @Override
  public int keyPrefix() {
    return ChannelKeys.PREFIX;
  }

  @Override
  public EventCodec<ChannelEvent> codec() {
    return CODEC;
  }

  @Override
  public List<SystemContract> contracts() {
    return CONTRACTS;
  }

  @Override
  public void evolve(StateWriter state, ChannelEvent event) {
    switch (event) {
      case Created e -> ChannelEntries.putNew(state, created(e));
      case Renamed e -> update(state, e.channel(), channel -> channel.named(e.name()));
      case Described e -> update(state, e.channel(), channel -> channel.described(e.description()));
      case OpennessSet e -> update(state, e.channel(), channel -> channel.opened(e.open()));
      case MemberAdded e -> {
        ChannelEntries.put(state, e.channel(), e.account(), e.role());
        ChannelEntries.put(state, e.channel(), e.account(), Standing.NEUTRAL);
      }
      case RoleGiven e -> ChannelEntries.put(state, e.channel(), e.account(), e.role());
      case MemberLeft e -> ChannelEntries.put(state, e.channel(), e.account(), Role.NONE);
      case MemberRemoved e -> {
        ChannelEntries.put(state, e.channel(), e.account(), Role.NONE);
        ChannelEntries.put(state, e.channel(), e.account(), new Standing(false, true));
      }
      case Invited e -> invited(state, e.channel(), e.account(), true);
      case InvitationWithdrawn e -> invited(state, e.channel(), e.account(), false);
      case Archived e -> update(state, e.channel(), channel -> channel.archivedInto(e.successor()));
      case ItemPlaced e ->
          ChannelEntries.putNew(state, e.item(), new Placement(e.channel(), e.tags()));
      case ItemMoved e -> ChannelEntries.move(state, e.item(), e.to());
      case ItemRemoved e -> ChannelEntries.remove(state, e.item());
    }
  }

  private static Channel created(Created event) {
    return new Channel(
        event.channel(),
        event.name(),
        event.description(),
        event.open(),
        event.origin(),
        event.founder(),
        event.deposit(),
        event.epoch(),
        false,
        Channel.ROOT);
  }

  private static void update(StateWriter state, long channel, UnaryOperator<Channel> change) {
    ChannelEntries.put(state, change.apply(ChannelEntries.get(state, channel)));
  }

  private static void invited(StateWriter state, long channel, Address account, boolean now) {
    Standing before = ChannelEntries.standing(state, channel, account);
    ChannelEntries.put(state, channel, account, new Standing(now, before.removed()));
  }

  // ------------------------------------------------------------------------------------- items

  /**
   * Puts a new item into a channel.
   *
   * @param tags at most {@link Item#MAX_TAGS}
   * @throws IllegalStateException if there is no such channel or the item is in one; who calls this
   *     has asked before
   */
  public static void place(Scope scope, Item item, long channel, SortedSet<Tag> tags) {
    if (!exists(scope.state(), channel)) {
      throw new IllegalStateException("no channel " + channel + " for " + item);
    }
    if (find(scope.state(), item).isPresent() || tags.size() > Item.MAX_TAGS) {
      throw new IllegalStateException(
          "%s with %d tags is not to be placed".formatted(item, tags.size()));
    }
    scope.emit(new ItemPlaced(item, channel, tags));
  }

  /**
   * Takes an item that is over out of its channel.
   *
   * @throws IllegalStateException if it is in none
   */
  public static void remove(Scope scope, Item item) {
    scope.emit(new ItemRemoved(item, channelOf(scope.state(), item)));
  }

  /**
   * The channel that an item is in.
   *
   * @throws IllegalStateException if it is in none
   */
  public static long channelOf(StateReader state, Item item) {
    return ChannelEntries.get(state, item).channel();
  }

  /** Where an item is and what its tags are; empty if it is in no channel, or not any more. */
  public static Optional<Placement> find(StateReader state, Item item) {
    return ChannelEntries.find(state, item);
  }

  // -------------------------------------------------------------------------------- questions

  /** Whether {@code channel} is there and is not archived; the root always is. */
  public static boolean exists(StateReader state, long channel) {
    return ChannelEntries.find(state, channel).filter(found -> !found.archived()).isPresent();
  }

  /** A channel, also one that is archived. */
  public static Optional<Channel> channel(StateReader state, long channel) {
    return ChannelEntries.find(state, channel);
  }

  /** The channel of this name that is not archived. */
  public static OptionalLong named(StateReader state, String name) {
    return ChannelEntries.named(state, name);
  }

  /** What {@code channel} holds; nobody is counted as a member of the root. */
  public static Tally tally(StateReader state, long channel) {
    return ChannelEntries.tally(state, channel);
  }

  /** Whether {@code account} is in {@code channel}, which is not archived; in the root, all are. */
  public static boolean isMember(StateReader state, long channel, Address account) {
    return role(state, channel, account) != Role.NONE;
  }

  /** As {@link #isMember}, with the role. */
  public static Role role(StateReader state, long channel, Address account) {
    if (channel == Channel.ROOT) {
      return Role.MEMBER;
    }
    return exists(state, channel) ? ChannelEntries.role(state, channel, account) : Role.NONE;
  }

  /** What a founder has to send now. */
  static Amount depositNow(StateReader state) {
    return Amount.ofSp(Protocol.parameter(state, GovernanceParameters.CHANNEL_DEPOSIT_SP));
  }

  /** The number of the next channel. */
  static long next(StateReader state) {
    return Math.addExact(ChannelEntries.count(state), 1);
  }

  /** The channel that an unsigned 64-bit number means; null if there is none or it is archived. */
  static @Nullable Channel live(StateReader state, BigInteger number) {
    return number.bitLength() < Long.SIZE ? live(state, number.longValueExact()) : null;
  }

  static @Nullable Channel live(StateReader state, long channel) {
    return ChannelEntries.find(state, channel).filter(found -> !found.archived()).orElse(null);
  }
}
