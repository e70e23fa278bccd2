package althing.consensus.pbft;

import althing.consensus.PublicKey;

/** Evidence to bytes and back: culprit(32) ‖ vote ‖ signature(64) ‖ vote ‖ signature(64). */
public final class EquivocationCodec {

  private EquivocationCodec() {}

  public static byte[] encode(Equivocation evidence) {
    var out = new ByteWriter().put(evidence.culprit());
    VoteCodec.write(out, evidence.first());
    out.put(evidence.firstSignature());
    VoteCodec.write(out, evidence.second());
    out.put(evidence.secondSignature());
    return out.toArray();
  }

  /**
   * Reads exactly what {@link #encode} writes; whether anybody is guilty is not looked at.
   *
   * @throws MalformedMessageException for anything else
   */
  public static Equivocation decode(byte[] encoded) {
    var in = new ByteReader("evidence", encoded);
    var culprit = PublicKey.of(in.blockId("culprit").toArray());
    var first = VoteCodec.read(in);
    var firstSignature = in.signature();
    var second = VoteCodec.read(in);
    var secondSignature = in.signature();
    in.end();
    return new Equivocation(culprit, first, firstSignature, second, secondSignature);
  }
}
