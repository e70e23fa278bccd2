package althing.ledger.protocol;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many of the blocks that were certified since an epoch began each validator has signed, as far
 * as certificates in later blocks tell.
 *
 * @param countedTo the newest certified block that was counted, or that is not to be
 * @param blocks how many were counted
 * @param signed by position among the validators; shorter than their list while the last signed
 *     none
 */
public record Uptime(long countedTo, long blocks, List<Long> signed) {

  static final Uptime NONE = new Uptime(0, 0, List.of());

  public Uptime {
    signed = List.copyOf(signed);
  }

  /** Blocks that the validator in {@code seat} signed. */
  public long signedBy(int seat) {
    return seat < signed.size() ? signed.get(seat) : 0;
  }

  Uptime counted(long height, List<Integer> seats) {
    int size = seats.isEmpty() ? 0 : Collections.max(seats) + 1;
    var counts = new ArrayList<>(signed);
    while (counts.size() < size) {
      counts.add(0L);
    }
    seats.forEach(seat -> counts.set(seat, counts.get(seat) + 1));
    return new Uptime(height, blocks + 1, counts);
  }

  /** Nothing is counted of an epoch that begins. */
  Uptime begun() {
    return new Uptime(countedTo, 0, List.of());
  }

  /** The validators change after {@code height}: what is counted from there on is the new ones'. */
  Uptime seatedAfter(long height) {
    return new Uptime(height, 0, List.of());
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out ->
            out.number(countedTo).number(blocks).list(list -> signed.forEach(list::number))));
  }

  static Uptime decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in ->
            new Uptime(
                in.number(), in.number(), in.listOf(ProtocolCodec.MAX_SEATS, RlpReader::number)));
  }
}
