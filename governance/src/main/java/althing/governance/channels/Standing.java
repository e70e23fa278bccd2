package althing.governance.channels;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;

/**
 * How a channel regards an account that is no member.
 *
 * @param invited it may join, whatever else
 * @param removed it was a member and was removed: it needs an invitation also where others do not
 */
public record Standing(boolean invited, boolean removed) {

  static final Standing NEUTRAL = new Standing(false, false);

  /** Whether it may join. */
  boolean admits(boolean open) {
    return invited || open && !removed;
  }

  Bytes encode() {
    return Bytes.wrap(RlpWriter.encodeList(out -> out.flag(invited).flag(removed)));
  }

  static Standing decode(Bytes value) {
    return RlpReader.decodeList(value.unsafeArray(), in -> new Standing(in.flag(), in.flag()));
  }
}
