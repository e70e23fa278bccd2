package althing.node.rpc.ledger;

import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.node.core.finality.CertifiedHeaders;
import althing.node.core.finality.FinalityProof;
import althing.node.rpc.json.JsonOut;

/** Why a block is final, as JSON. */
final class FinalityJson {

  private FinalityJson() {}

  static void write(JsonOut out, FinalityProof proof) {
    out.object().name("genesis").object();
    out.name("header").data(HeaderCodec.encode(proof.genesis()));
    out.name("start").data(proof.start());
    out.name("path").hashes(proof.startPath());
    out.endObject().name("handovers").array();
    proof.handovers().forEach(handover -> write(out, handover));
    out.endArray().name("block");
    CertifiedHeaders block = proof.block();
    if (block == null) {
      out.nil();
    } else {
      write(out, block);
    }
    out.endObject();
  }

  private static void write(JsonOut out, CertifiedHeaders certified) {
    out.object().name("headers").array();
    for (BlockHeader header : certified.headers()) {
      out.data(HeaderCodec.encode(header));
    }
    out.endArray().name("certificate").data(certified.certificate());
    out.name("validators").array();
    for (Seat seat : certified.validators()) {
      out.object().name("account").address(seat.account());
      out.name("nodeKey").data(seat.nodeKey()).endObject();
    }
    out.endArray().endObject();
  }
}
