package althing.governance.channels;

import static althing.governance.state.Keys.bigEndian;
import static althing.governance.state.Keys.key;

import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Keys of channels. The root has no entry but its tally, once it has had items.
 *
 * <pre>
 * c ‖ channel                a channel, kept for ever
 * l                          channels made so far
 * n ‖ name                   the channel of this name that is not archived
 * t ‖ channel                how many members, owners and items it has
 * m ‖ channel ‖ account      a member: its role; stays when the channel is archived
 * a ‖ account ‖ channel      the same by account
 * s ‖ channel ‖ account      standing of an account that is invited or was removed
 * i ‖ kind ‖ id              an item: its channel and tags
 * x ‖ channel ‖ kind ‖ id    items by channel
 * </pre>
 */
final class ChannelKeys {

  static final int PREFIX = 0x08;

  static final Bytes CHANNELS = key(PREFIX, 'c');
  static final Bytes COUNT = key(PREFIX, 'l');

  private ChannelKeys() {}

  static Bytes channel(long channel) {
    return key(PREFIX, 'c', bigEndian(channel));
  }

  static Bytes name(String name) {
    return key(PREFIX, 'n', name.getBytes(StandardCharsets.US_ASCII));
  }

  static Bytes tally(long channel) {
    return key(PREFIX, 't', bigEndian(channel));
  }

  static Bytes members(long channel) {
    return key(PREFIX, 'm', bigEndian(channel));
  }

  static Bytes member(long channel, Address account) {
    return key(PREFIX, 'm', bigEndian(channel), account.unsafeArray());
  }

  static Bytes memberships(Address account) {
    return key(PREFIX, 'a', account.unsafeArray());
  }

  static Bytes membership(Address account, long channel) {
    return key(PREFIX, 'a', account.unsafeArray(), bigEndian(channel));
  }

  static Bytes standings(long channel) {
    return key(PREFIX, 's', bigEndian(channel));
  }

  static Bytes standing(long channel, Address account) {
    return key(PREFIX, 's', bigEndian(channel), account.unsafeArray());
  }

  static Bytes item(Item item) {
    return key(PREFIX, 'i', kind(item.kind()), item.id().unsafeArray());
  }

  static Bytes items(long channel) {
    return key(PREFIX, 'x', bigEndian(channel));
  }

  static Bytes items(long channel, Kind kind) {
    return key(PREFIX, 'x', bigEndian(channel), kind(kind));
  }

  static Bytes item(long channel, Item item) {
    return key(PREFIX, 'x', bigEndian(channel), kind(item.kind()), item.id().unsafeArray());
  }

  private static byte[] kind(Kind kind) {
    return new byte[] {(byte) kind.code()};
  }
}
