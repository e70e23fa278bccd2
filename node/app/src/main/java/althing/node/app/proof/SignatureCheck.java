package althing.node.app.proof;

import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.proof.Proofs.Shown;
import althing.node.core.finality.FinalityProof;
import althing.node.core.finality.FinalityVerifier;
import althing.node.core.finality.FinalityVerifier.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The way from a proof's root to a genesis: root in the header, header hash under the certificate,
 * certificate by the validator set that the header names, that set from genesis on.
 *
 * @param checked what was found
 * @param trusted whether the genesis is one that the caller named
 */
record SignatureCheck(Verdict.Final checked, boolean trusted) {

  /**
   * Checks the signatures that a proof brings along.
   *
   * @param genesis hash of block 0 that the caller trusts; empty takes the proof's own
   * @return empty when the proof brings none
   * @throws CommandFailure when they do not show that the proof's root is final
   */
  static Optional<SignatureCheck> of(JsonNode proof, Shown shown, Optional<Hash> genesis) {
    Optional<FinalityProof> read;
    try {
      read = FinalityFile.read(proof);
    } catch (MalformedException | IllegalArgumentException e) {
      throw CommandFailure.notVerified("malformed proof: finality: " + e.getMessage());
    }
    return read.map(finality -> check(finality, shown, genesis));
  }

  private static SignatureCheck check(FinalityProof finality, Shown shown, Optional<Hash> genesis) {
    if (!shown.carriedBy().test(finality.proven())) {
      throw CommandFailure.notVerified(
          "the header of block %d does not carry root %s"
              .formatted(finality.proven().height(), shown.root()));
    }
    Hash from = genesis.orElseGet(() -> HeaderCodec.hash(finality.genesis()));
    return switch (FinalityVerifier.verify(finality, from)) {
      case Verdict.Refused(var reason) -> throw CommandFailure.notVerified(reason);
      case Verdict.Final checked -> new SignatureCheck(checked, genesis.isPresent());
    };
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("genesis", checked.genesis().toHex());
    json.put("genesisTrusted", trusted);
    json.put("handovers", checked.handovers());
    json.put("block", checked.header().height());
    json.put("blockHash", HeaderCodec.hash(checked.header()).toHex());
    json.put("engine", checked.rule().engine());
    json.put("signed", checked.signed());
    json.put("needed", checked.needed());
    json.put("validators", checked.members());
    json.put("restsOn", checked.rule().trust());
    return json;
  }

  /** One line for each thing that was checked, and what it is worth. */
  String text() {
    String block =
        "block %d, %s".formatted(checked.header().height(), HeaderCodec.hash(checked.header()));
    String certificate =
        checked.header().height() == 0
            ? "none: block 0 is what everything is checked from"
            : "%d of %d validators signed, %d needed"
                .formatted(checked.signed(), checked.members(), checked.needed());
    return """
    root         in the header of %s
    certificate  %s
    validators   from genesis over %d changes of the set
    genesis      %s, %s
    engine       %s: it rests on %s\
    """
        .formatted(
            block,
            certificate,
            checked.handovers(),
            checked.genesis(),
            trusted ? "which you trust" : "which came with the proof",
            checked.rule().engine(),
            checked.rule().trust());
  }
}
