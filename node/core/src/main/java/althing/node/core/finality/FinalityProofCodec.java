package althing.node.core.finality;

import althing.consensus.ValidatorSet;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of finality to bytes and back: RLP of [genesis, start, [path], [hand-over], block], the
 * block being an empty list when it is genesis. A hand-over, or block, is [[header], certificate,
 * [[account, node key]]], each header a byte string as it is hashed.
 */
public final class FinalityProofCodec {

  private static final int MAX_START = 1 << 10;
  private static final int MAX_PATH = 64;
  private static final int MAX_CERTIFICATE = 68 << 10;
  private static final int KEY_SIZE = 32;

  private FinalityProofCodec() {}

  public static byte[] encode(FinalityProof proof) {
    return RlpWriter.encodeList(out -> {
      out.bytes(HeaderCodec.encode(proof.genesis())).bytes(proof.start());
      out.list(path -> proof.startPath().forEach(path::hash));
      out.list(all -> proof.handovers().forEach(handover -> write(all, handover)));
      CertifiedHeaders block = proof.block();
      if (block == null) {
        out.list(nothing -> {});
      } else {
        write(out, block);
      }
    });
  }

  private static void write(RlpWriter out, CertifiedHeaders certified) {
    out.list(fields -> {
      fields.list(headers ->
          certified.headers().forEach(header -> headers.bytes(HeaderCodec.encode(header))));
      fields.bytes(certified.certificate());
      fields.list(seats ->
          certified
              .validators()
              .forEach(
                  seat -> seats.list(one -> one.address(seat.account()).bytes(seat.nodeKey()))));
    });
  }

  /**
   * Reads exactly what {@link #encode} writes. What comes out is well formed and proves nothing.
   *
   * @throws MalformedException for anything else
   */
  public static FinalityProof decode(byte[] encoded) {
    return RlpReader.decodeList(
        encoded,
        in ->
            new FinalityProof(
                header(in.field("genesis")),
                in.field("start").bytes(MAX_START),
                in.field("path").listOf(MAX_PATH, RlpReader::hash),
                in.field("hand-overs")
                    .listOf(
                        FinalityProof.MAX_HANDOVERS, each -> certified(each.field("hand-over"))),
                block(in.field("block"))));
  }

  private static @Nullable CertifiedHeaders block(RlpReader in) {
    RlpReader fields = in.list();
    return fields.hasNext() ? fields(fields) : null;
  }

  private static CertifiedHeaders certified(RlpReader in) {
    return fields(in.list());
  }

  private static CertifiedHeaders fields(RlpReader in) {
    List<BlockHeader> headers =
        in.field("headers").listOf(CertifiedHeaders.MAX_HEADERS, FinalityProofCodec::header);
    if (headers.isEmpty()) {
      throw new MalformedException("headers: none");
    }
    var certified =
        new CertifiedHeaders(
            headers,
            in.field("certificate").bytes(MAX_CERTIFICATE),
            in.field("validators")
                .listOf(ValidatorSet.MAX_MEMBERS, each -> each.list(FinalityProofCodec::seat)));
    in.expectEnd();
    return certified;
  }

  private static Seat seat(RlpReader in) {
    return new Seat(in.address(), Bytes.wrap(in.fixed(KEY_SIZE)));
  }

  private static BlockHeader header(RlpReader in) {
    return HeaderCodec.decode(in.bytes(HeaderCodec.MAX_SIZE).unsafeArray());
  }
}
