package althing.governance.channels;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;

/**
 * How much a channel holds.
 *
 * @param members all of them; {@code owners} are among them
 */
public record Tally(long members, long owners, long items) {

  static final Tally NOTHING = new Tally(0, 0, 0);

  public Tally {
    if (owners < 0 || owners > members || items < 0) {
      throw new IllegalStateException(
          "%d members, %d owners, %d items".formatted(members, owners, items));
    }
  }

  /** After an account's role changed; {@link Role#NONE} before it came or after it left. */
  Tally changed(Role before, Role after) {
    return new Tally(
        members - (before == Role.NONE ? 0 : 1) + (after == Role.NONE ? 0 : 1),
        owners - (before == Role.OWNER ? 1 : 0) + (after == Role.OWNER ? 1 : 0),
        items);
  }

  Tally withItems(long change) {
    return new Tally(members, owners, items + change);
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out -> out.number(members).number(owners).number(items)));
  }

  static Tally decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(), in -> new Tally(in.number(), in.number(), in.number()));
  }
}
