package althing.governance.reputation;

import static althing.governance.state.Keys.bigEndian;
import static althing.governance.state.Keys.key;

import althing.governance.state.EpochHistory;
import althing.governance.types.Tag;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Keys of reputation and members.
 *
 * <pre>
 * r ‖ account ‖ tag                   value and the epoch of its newest change
 * R ‖ account ‖ length ‖ tag ‖ epoch  what it was before, see {@link EpochHistory}
 * n ‖ account                         awards so far
 * a ‖ account ‖ number                an award
 * g ‖ account                         what the newest epoch with an award has added
 * f ‖ account ‖ from                  the same, of awards from one account
 * d ‖ epoch                           how values decay from this epoch on
 * m ‖ account                         a member, or who was one
 * M ‖ account ‖ epoch                 what it was before
 * u ‖ epoch ‖ account                 bond to be returned when the epoch begins
 * e ‖ epoch                           the electorate at its end
 * </pre>
 */
final class ReputationKeys {

  static final int PREFIX = 0x06;

  static final Bytes DECAY = key(PREFIX, 'd');
  static final Bytes MEMBERS = key(PREFIX, 'm');
  static final Bytes RETURNS = key(PREFIX, 'u');
  static final Bytes ELECTORATES = key(PREFIX, 'e');

  private static final int HEAD = 2;

  private ReputationKeys() {}

  static Bytes tags(Address account) {
    return key(PREFIX, 'r', account.unsafeArray());
  }

  static EpochHistory tag(Address account, Tag tag) {
    byte[] name = tag.toBytes();
    return new EpochHistory(
        key(PREFIX, 'r', account.unsafeArray(), name),
        key(PREFIX, 'R', account.unsafeArray(), new byte[] {(byte) name.length}, name));
  }

  /** The tag at the end of a key of {@code r}. */
  static Tag tagOf(Bytes key) {
    byte[] name = key.slice(HEAD + Address.SIZE, key.size()).unsafeArray();
    return Tag.stored(new String(name, StandardCharsets.US_ASCII));
  }

  static Bytes awardCount(Address account) {
    return key(PREFIX, 'n', account.unsafeArray());
  }

  static Bytes awards(Address account) {
    return key(PREFIX, 'a', account.unsafeArray());
  }

  static Bytes award(Address account, long number) {
    return key(PREFIX, 'a', account.unsafeArray(), bigEndian(number));
  }

  static Bytes gains(Address account) {
    return key(PREFIX, 'g', account.unsafeArray());
  }

  static Bytes gainsFrom(Address account, Address from) {
    return key(PREFIX, 'f', account.unsafeArray(), from.unsafeArray());
  }

  static Bytes decay(long epoch) {
    return key(PREFIX, 'd', bigEndian(epoch));
  }

  static EpochHistory member(Address account) {
    return new EpochHistory(
        key(PREFIX, 'm', account.unsafeArray()), key(PREFIX, 'M', account.unsafeArray()));
  }

  static Bytes returns(long epoch, Address account) {
    return key(PREFIX, 'u', bigEndian(epoch), account.unsafeArray());
  }

  static Bytes electorate(long epoch) {
    return key(PREFIX, 'e', bigEndian(epoch));
  }
}
