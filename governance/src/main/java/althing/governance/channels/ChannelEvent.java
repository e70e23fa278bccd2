package althing.governance.channels;

import althing.governance.types.Tag;
import althing.ledger.event.Event;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What can happen to channels and to what is in them. SP that moves with it does so by account
 * events beside these; the amounts here say why. {@code by} is the account that decided it, or
 * {@link Address#SYSTEM} where the network did.
 */
public sealed interface ChannelEvent extends Event {

  /**
   * There is a new channel, without members yet.
   *
   * @param channel its number: one more than that of the newest before
   * @param origin the channel that it was split off; the root if none
   * @param founder put up the deposit; the zero address if the network made the channel
   * @param treasury its share of the treasury of its origin
   */
  record Created(
      long channel,
      String name,
      String description,
      boolean open,
      long origin,
      Address founder,
      Amount deposit,
      Amount treasury,
      long epoch)
      implements ChannelEvent {}

  record Renamed(long channel, String name, Address by) implements ChannelEvent {}

  record Described(long channel, String description, Address by) implements ChannelEvent {}

  /** From now on anybody may join, or only who is invited. */
  record OpennessSet(long channel, boolean open, Address by) implements ChannelEvent {}

  /** An account is a member; what was said of it before, as of a stranger, is forgotten. */
  record MemberAdded(long channel, Address account, Role role, Address by)
      implements ChannelEvent {}

  /** A member has another role. */
  record RoleGiven(long channel, Address account, Role role, Address by) implements ChannelEvent {}

  record MemberLeft(long channel, Address account) implements ChannelEvent {}

  /** It is no member, and may become one again only when invited. */
  record MemberRemoved(long channel, Address account, Address by) implements ChannelEvent {}

  record Invited(long channel, Address account, Address by) implements ChannelEvent {}

  record InvitationWithdrawn(long channel, Address account, Address by) implements ChannelEvent {}

  /**
   * A channel without items is over. Its name is free; its members stay on record.
   *
   * @param successor the channel that it was merged into; the root if none. It got the treasury
   * @param deposit went back to the founder
   */
  record Archived(long channel, long successor, Amount treasury, Amount deposit)
      implements ChannelEvent {}

  /** A new item is in a channel. */
  record ItemPlaced(Item item, long channel, SortedSet<Tag> tags) implements ChannelEvent {
    public ItemPlaced {
      tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    }
  }

  /** A split or a merge took an item to another channel. */
  record ItemMoved(Item item, long from, long to) implements ChannelEvent {}

  /** An item is over and in no channel any more. */
  record ItemRemoved(Item item, long channel) implements ChannelEvent {}
}
