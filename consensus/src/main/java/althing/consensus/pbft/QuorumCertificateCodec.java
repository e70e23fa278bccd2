package althing.consensus.pbft;

import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.pbft.Vote.Kind;
import java.util.TreeMap;

/**
 * Quorum certificates to bytes and back. Big-endian: vote ‖ count(2) ‖ count × (position(2) ‖
 * signature(64)), positions ascending; a vote is kind(1) ‖ epoch(8) ‖ view(8) and, unless it is a
 * skip, height(8) ‖ block(32).
 */
public final class QuorumCertificateCodec {

  private static final int ENTRY = Short.BYTES + Signature.SIZE;

  /** Bytes of the largest certificate. */
  static final int MAX_SIZE = VoteCodec.MAX_SIZE + Short.BYTES + ValidatorSet.MAX_MEMBERS * ENTRY;

  private QuorumCertificateCodec() {}

  public static byte[] encode(QuorumCertificate certificate) {
    var out = new ByteWriter();
    write(out, certificate);
    return out.toArray();
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedMessageException for anything else
   */
  public static QuorumCertificate decode(byte[] encoded) {
    var in = new ByteReader("certificate", encoded);
    var certificate = read(in);
    in.end();
    return certificate;
  }

  static void write(ByteWriter out, QuorumCertificate certificate) {
    var signatures = certificate.signatures();
    if (signatures.lastKey() >= ValidatorSet.MAX_MEMBERS) {
      throw new IllegalArgumentException("signer " + signatures.lastKey());
    }
    VoteCodec.write(out, certificate.vote());
    out.putShort(signatures.size());
    signatures.forEach((position, signature) -> out.putShort(position).put(signature));
  }

  static QuorumCertificate read(ByteReader in) {
    int at = in.offset();
    var vote = VoteCodec.read(in);
    if (vote.kind() == Kind.PROPOSE) {
      throw in.refusal(at, "proposals are not certified");
    }
    at = in.offset();
    int count = in.unsignedShort("number of signatures");
    if (count == 0 || count > ValidatorSet.MAX_MEMBERS) {
      throw in.refusal(at, count + " signatures");
    }
    in.need(count * ENTRY, count + " signatures");
    var signatures = new TreeMap<Integer, Signature>();
    int last = -1;
    for (int i = 0; i < count; i++) {
      at = in.offset();
      int position = in.unsignedShort("signer");
      if (position <= last || position >= ValidatorSet.MAX_MEMBERS) {
        throw in.refusal(at, "signer %d after signer %d".formatted(position, last));
      }
      last = position;
      signatures.put(position, in.signature());
    }
    return new QuorumCertificate(vote, signatures);
  }
}
