package althing.governance.reputation;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What awards have added in one epoch, in millionths.
 *
 * @param votes the part of {@code all} that was for votes
 */
record Gains(long epoch, long all, long votes) {

  /** What has been added in {@code epoch} by an entry that may be of an earlier one. */
  static Gains in(long epoch, @Nullable Bytes entry) {
    if (entry != null) {
      var gains =
          RlpReader.decodeList(
              entry.unsafeArray(), in -> new Gains(in.number(), in.number(), in.number()));
      if (gains.epoch == epoch) {
        return gains;
      }
    }
    return new Gains(epoch, 0, 0);
  }

  Gains plus(long amount, boolean isVote) {
    return new Gains(epoch, all + amount, isVote ? votes + amount : votes);
  }

  Bytes encode() {
    return Bytes.wrap(RlpWriter.encodeList(out -> out.number(epoch).number(all).number(votes)));
  }
}
