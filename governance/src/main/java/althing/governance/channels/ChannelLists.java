package althing.governance.channels;

import althing.governance.state.Keys;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What there are many of, in pages. */
public final class ChannelLists {

  /** The most entries on one {@link Page}. */
  public static final int MAX_PAGE = 100;

  private ChannelLists() {}

  /**
   * Part of a list.
   *
   * @param next where the next page begins; zero at the end
   */
  public record Page<T, C>(List<T> entries, C next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** A member of a channel. */
  public record Member(Address account, Role role) {}

  /**
   * A channel that an account is in.
   *
   * @param archived it was in it in the end, and has no role any more
   */
  public record Membership(long channel, Role role, boolean archived) {}

  /** An account that is no member, and how the channel regards it. */
  public record Stranger(Address account, Standing standing) {}

  /**
   * Channels but the root, also archived ones, in the order of their numbers.
   *
   * @param from the first that may occur
   * @param limit 1..{@link #MAX_PAGE}
   */
  public static Page<Channel, Long> channels(StateReader state, long from, int limit) {
    return page(
        state,
        ChannelKeys.CHANNELS,
        Keys.bigEndian(from),
        limit,
        (key, value) -> Channel.decode(Keys.numberAt(key, Long.BYTES), value),
        Channel::id,
        0L);
  }

  /** Members of a channel, or who they were when it was archived, as {@link #channels}. */
  public static Page<Member, Address> members(
      StateReader state, long channel, Address from, int limit) {
    return page(
        state,
        ChannelKeys.members(channel),
        from.unsafeArray(),
        limit,
        (key, value) ->
            new Member(
                Keys.addressAt(key, Address.SIZE), Role.stored(ChannelEntries.number(value))),
        Member::account,
        Address.ZERO);
  }

  /** Channels that an account is in, or was until they were archived, as {@link #channels}. */
  public static Page<Membership, Long> memberships(
      StateReader state, Address account, long from, int limit) {
    return page(
        state,
        ChannelKeys.memberships(account),
        Keys.bigEndian(from),
        limit,
        (key, value) -> {
          long channel = Keys.numberAt(key, Long.BYTES);
          return new Membership(
              channel, Role.stored(ChannelEntries.number(value)), !Channels.exists(state, channel));
        },
        Membership::channel,
        0L);
  }

  /** Accounts that are invited to a channel or were removed from it, as {@link #channels}. */
  public static Page<Stranger, Address> strangers(
      StateReader state, long channel, Address from, int limit) {
    return page(
        state,
        ChannelKeys.standings(channel),
        from.unsafeArray(),
        limit,
        (key, value) -> new Stranger(Keys.addressAt(key, Address.SIZE), Standing.decode(value)),
        Stranger::account,
        Address.ZERO);
  }

  /** Ids of the items of one kind in a channel, as {@link #channels}. */
  public static Page<Hash, Hash> items(
      StateReader state, long channel, Kind kind, Hash from, int limit) {
    return page(
        state,
        ChannelKeys.items(channel, kind),
        from.unsafeArray(),
        limit,
        (key, _) -> Keys.hashAt(key, Hash.SIZE),
        Function.identity(),
        Hash.ZERO);
  }

  private static <T, C> Page<T, C> page(
      StateReader state,
      Bytes list,
      byte[] from,
      int limit,
      BiFunction<Bytes, Bytes, T> entry,
      Function<T, C> cursor,
      C end) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + MAX_PAGE + " entries, not " + limit);
    }
    var found = new ArrayList<T>();
    state.scan(
        list,
        list.concat(Bytes.wrap(from)),
        (key, value) -> {
          found.add(entry.apply(key, value));
          return found.size() <= limit;
        });
    C next = found.size() > limit ? cursor.apply(found.removeLast()) : end;
    return new Page<>(found, next);
  }
}
