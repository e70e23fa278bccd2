package althing.node.app.proof;

import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.node.core.finality.CertifiedHeaders;
import althing.node.core.finality.FinalityProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the {@code finality} member of a proof. */
final class FinalityFile {

  private FinalityFile() {}

  /**
   * @throws IllegalArgumentException if it is there and malformed
   * @throws althing.ledger.types.MalformedException if a header in it is
   */
  static Optional<FinalityProof> read(JsonNode proof) {
    JsonNode finality = proof.path("finality");
    if (finality.isMissingNode() || finality.isNull()) {
      return Optional.empty();
    }
    JsonNode genesis = finality.path("genesis");
    JsonNode block = finality.path("block");
    var handovers = new ArrayList<CertifiedHeaders>();
    for (JsonNode handover : finality.path("handovers")) {
      handovers.add(certified(handover));
    }
    return Optional.of(
        new FinalityProof(
            header(genesis.path("header")),
            Fields.bytes(genesis, "start"),
            Fields.hashes(genesis, "path"),
            handovers,
            block.isNull() ? null : certified(block)));
  }

  private static CertifiedHeaders certified(JsonNode certified) {
    var headers = new ArrayList<BlockHeader>();
    certified.path("headers").forEach(header -> headers.add(header(header)));
    List<Seat> validators = new ArrayList<>();
    for (JsonNode seat : certified.path("validators")) {
      validators.add(
          new Seat(Address.fromHex(Fields.text(seat, "account")), Fields.bytes(seat, "nodeKey")));
    }
    return new CertifiedHeaders(headers, Fields.bytes(certified, "certificate"), validators);
  }

  private static BlockHeader header(JsonNode encoded) {
    return HeaderCodec.decode(Bytes.fromHex(encoded.asString("")).unsafeArray());
  }
}
