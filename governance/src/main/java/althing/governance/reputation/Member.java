package althing.governance.reputation;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;

/**
 * An account that takes part in decisions, or did.
 *
 * @param publicKey 33 bytes, compressed
 * @param bond what it has put up, without what is being returned
 * @param joinedEpoch when it joined last
 * @param countsFrom the first epoch at whose end its vote may weigh
 * @param present false: it left
 */
public record Member(
    Bytes publicKey, Amount bond, long joinedEpoch, long countsFrom, boolean present) {

  Member bonded(Amount now) {
    return new Member(publicKey, now, joinedEpoch, countsFrom, present);
  }

  Member left() {
    return new Member(publicKey, Amount.ZERO, joinedEpoch, countsFrom, false);
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out ->
            out.bytes(publicKey)
                .amount(bond)
                .number(joinedEpoch)
                .number(countsFrom)
                .flag(present)));
  }

  static Member decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in -> new Member(in.bytes(33), in.amount(), in.number(), in.number(), in.flag()));
  }
}
