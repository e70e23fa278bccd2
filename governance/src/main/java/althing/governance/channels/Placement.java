package althing.governance.channels;

import althing.governance.types.Tag;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where an item is, and the tags it was placed with. */
public record Placement(long channel, SortedSet<Tag> tags) {

  public Placement {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  Placement in(long other) {
    return new Placement(other, tags);
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out -> {
          out.number(channel);
          ChannelCodec.tags(tags, out);
        }));
  }

  static Placement decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(), in -> new Placement(in.number(), ChannelCodec.tags(in)));
  }
}
