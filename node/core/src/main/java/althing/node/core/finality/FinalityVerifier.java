package althing.node.core.finality;

import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.CommitRule;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.log.EventProofs;
import althing.ledger.log.MerkleHash;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.Optional;

/** Checks a {@link FinalityProof} against a genesis that one trusts, with nothing else at hand. */
public final class FinalityVerifier {

  private FinalityVerifier() {}

  /** What a proof came to. */
  public sealed interface Verdict {

    /**
     * The block is final, as far as one trusts what {@code rule} rests on.
     *
     * @param genesis hash of the block at height 0 from which everything was checked
     * @param header of the proven block
     * @param handovers validator sets that were followed after the first
     * @param signed signatures that the certificate has
     * @param needed signatures that it needs
     * @param members of the validator set
     */
    record Final(
        Hash genesis,
        BlockHeader header,
        CommitRule rule,
        int handovers,
        int signed,
        int needed,
        int members)
        implements Verdict {}

    /** The first thing that keeps it from being a proof. */
    record Refused(String reason) implements Verdict {}
  }

  /**
   * Checks genesis, engine, every hand-over and the certificate.
   *
   * @param genesis the hash of the block at height 0 that one trusts
   */
  public static Verdict verify(FinalityProof proof, Hash genesis) {
    Hash claimed = HeaderCodec.hash(proof.genesis());
    if (!claimed.equals(genesis)) {
      return new Verdict.Refused(
          "the proof begins with genesis block %s, not with the trusted %s"
              .formatted(claimed, genesis));
    }
    if (proof.genesis().height() != 0) {
      return new Verdict.Refused("the genesis block has height " + proof.genesis().height());
    }
    if (!EventProofs.verifyInclusion(
        MerkleHash.leaf(proof.start()),
        0,
        proof.genesis().extra().eventCount(),
        proof.startPath(),
        proof.genesis().extra().eventRoot())) {
      return new Verdict.Refused("the first event is not shown to be in the genesis block");
    }
    CommitRule rule;
    try {
      rule = ChainStart.rule(proof.start());
    } catch (MalformedException e) {
      return new Verdict.Refused(String.valueOf(e.getMessage()));
    }
    return followed(proof, genesis, rule);
  }

  private static Verdict followed(FinalityProof proof, Hash genesis, CommitRule rule) {
    var follower = new SetFollower(proof.genesis(), rule);
    for (CertifiedHeaders handover : proof.handovers()) {
      BlockHeader last = handover.headers().getLast();
      if (!last.closesSet()) {
        return new Verdict.Refused(
            "hand-overs: block %d does not close its validator set".formatted(last.height()));
      }
      Optional<String> defect = follower.follow(handover);
      if (defect.isPresent()) {
        return new Verdict.Refused("hand-overs: " + defect.get());
      }
    }
    CertifiedHeaders block = proof.block();
    if (block == null) {
      return new Verdict.Final(genesis, proof.genesis(), rule, proof.handovers().size(), 0, 0, 0);
    }
    Optional<String> defect = follower.follow(block);
    if (defect.isPresent()) {
      return new Verdict.Refused(defect.get());
    }
    int members = block.validators().size();
    int signed = CertificateCodec.decode(block.certificate().unsafeArray()).signatures().size();
    return new Verdict.Final(
        genesis,
        block.headers().getFirst(),
        rule,
        proof.handovers().size(),
        signed,
        rule.needed(members),
        members);
  }
}
