package althing.governance.channels;

import althing.governance.state.Keys;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of {@link ChannelKeys}, and all that writes them: members, items and channels with
 * their indexes and counts in one step.
 */
final class ChannelEntries {

  private static final Bytes PRESENT = Bytes.of((byte) 1);

  private ChannelEntries() {}

  // ---------------------------------------------------------------------------------- channels

  static Optional<Channel> find(StateReader state, long id) {
    if (id == Channel.ROOT) {
      return Optional.of(Channel.THE_ROOT);
    }
    return Optional.ofNullable(state.get(ChannelKeys.channel(id)))
        .map(value -> Channel.decode(id, value));
  }

  /** A channel that an event or an index names. */
  static Channel get(StateReader state, long id) {
    return find(state, id).orElseThrow(() -> new IllegalStateException("no channel " + id));
  }

  /** The channel of this name that is not archived. */
  static OptionalLong named(StateReader state, String name) {
    if (name.equals(Channel.THE_ROOT.name())) {
      return OptionalLong.of(Channel.ROOT);
    }
    Bytes value = state.get(ChannelKeys.name(name));
    return value == null ? OptionalLong.empty() : OptionalLong.of(number(value));
  }

  /** How many channels were made so far, without the root: the number of the newest. */
  static long count(StateReader state) {
    Bytes value = state.get(ChannelKeys.COUNT);
    return value == null ? 0 : number(value);
  }

  static void putNew(StateWriter state, Channel channel) {
    state.put(ChannelKeys.COUNT, number(channel.id()));
    write(state, null, channel);
  }

  static void put(StateWriter state, Channel after) {
    write(state, get(state, after.id()), after);
  }

  private static void write(StateWriter state, @Nullable Channel before, Channel after) {
    if (before != null && !before.archived()) {
      state.remove(ChannelKeys.name(before.name()));
    }
    if (!after.archived()) {
      state.put(ChannelKeys.name(after.name()), number(after.id()));
    }
    state.put(ChannelKeys.channel(after.id()), after.encode());
  }

  static Tally tally(StateReader state, long channel) {
    Bytes value = state.get(ChannelKeys.tally(channel));
    return value == null ? Tally.NOTHING : Tally.decode(value);
  }

  private static void put(StateWriter state, long channel, Tally tally) {
    if (tally.equals(Tally.NOTHING)) {
      state.remove(ChannelKeys.tally(channel));
    } else {
      state.put(ChannelKeys.tally(channel), tally.encode());
    }
  }

  // ----------------------------------------------------------------------------------- members

  /** The role of an account as it is recorded, also of a channel that is archived. */
  static Role role(StateReader state, long channel, Address account) {
    Bytes value = state.get(ChannelKeys.member(channel, account));
    return value == null ? Role.NONE : Role.stored(number(value));
  }

  /** All members with their roles, in byte order. */
  static SortedMap<Address, Role> members(StateReader state, long channel) {
    var members = new TreeMap<Address, Role>();
    Bytes all = ChannelKeys.members(channel);
    state.scan(
        all,
        all,
        (key, value) -> {
          members.put(Keys.addressAt(key, Address.SIZE), Role.stored(number(value)));
          return true;
        });
    return members;
  }

  /** Makes an account a member of another role, a member, or none. */
  static void put(StateWriter state, long channel, Address account, Role role) {
    Tally tally = tally(state, channel).changed(role(state, channel, account), role);
    if (role == Role.NONE) {
      state.remove(ChannelKeys.member(channel, account));
      state.remove(ChannelKeys.membership(account, channel));
    } else {
      state.put(ChannelKeys.member(channel, account), number(role.code()));
      state.put(ChannelKeys.membership(account, channel), number(role.code()));
    }
    put(state, channel, tally);
  }

  static Standing standing(StateReader state, long channel, Address account) {
    Bytes value = state.get(ChannelKeys.standing(channel, account));
    return value == null ? Standing.NEUTRAL : Standing.decode(value);
  }

  static void put(StateWriter state, long channel, Address account, Standing standing) {
    if (standing.equals(Standing.NEUTRAL)) {
      state.remove(ChannelKeys.standing(channel, account));
    } else {
      state.put(ChannelKeys.standing(channel, account), standing.encode());
    }
  }

  // ------------------------------------------------------------------------------------- items

  static Optional<Placement> find(StateReader state, Item item) {
    return Optional.ofNullable(state.get(ChannelKeys.item(item))).map(Placement::decode);
  }

  static Placement get(StateReader state, Item item) {
    return find(state, item)
        .orElseThrow(() -> new IllegalStateException(item + " is in no channel"));
  }

  /** All items of a channel, by kind and id. */
  static List<Item> items(StateReader state, long channel) {
    var items = new ArrayList<Item>();
    Bytes all = ChannelKeys.items(channel);
    state.scan(all, all, (key, _) -> items.add(itemAt(key)));
    return items;
  }

  /** The item at the end of a key of {@code x} or {@code i}. */
  static Item itemAt(Bytes key) {
    return new Item(Kind.stored(key.get(key.size() - Hash.SIZE - 1)), Keys.hashAt(key, Hash.SIZE));
  }

  static void putNew(StateWriter state, Item item, Placement placement) {
    enter(state, item, placement);
  }

  static void move(StateWriter state, Item item, long to) {
    Placement before = leave(state, item);
    enter(state, item, before.in(to));
  }

  static void remove(StateWriter state, Item item) {
    leave(state, item);
    state.remove(ChannelKeys.item(item));
  }

  private static void enter(StateWriter state, Item item, Placement placement) {
    long channel = placement.channel();
    state.put(ChannelKeys.item(item), placement.encode());
    state.put(ChannelKeys.item(channel, item), PRESENT);
    put(state, channel, tally(state, channel).withItems(1));
  }

  private static Placement leave(StateWriter state, Item item) {
    Placement placement = get(state, item);
    long channel = placement.channel();
    state.remove(ChannelKeys.item(channel, item));
    put(state, channel, tally(state, channel).withItems(-1));
    return placement;
  }

  // ------------------------------------------------------------------------------------ values

  static long number(Bytes value) {
    RlpReader in = RlpReader.of(value);
    long number = in.number();
    in.expectEnd();
    return number;
  }

  private static Bytes number(long value) {
    return new RlpWriter().number(value).toBytes();
  }
}
