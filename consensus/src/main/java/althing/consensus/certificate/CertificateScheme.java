package althing.consensus.certificate;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import java.util.Optional;
import java.util.SortedMap;

/** How votes become a proof, and how the proof is checked. */
public interface CertificateScheme {

  /** This node's signature under {@code vote}. */
  Signature sign(CommitVote vote);

  /** Whether member {@code position} of {@code set} signed {@code vote}. */
  boolean isSignedBy(ValidatorSet set, int position, CommitVote vote, Signature signature);

  /**
   * The proof made of signatures that were checked before.
   *
   * @param signatures by position in the validator set
   */
  Certificate assemble(CommitVote vote, SortedMap<Integer, Signature> signatures);

  /**
   * The first thing that keeps {@code certificate} from proving that at least {@code needed}
   * members of {@code set} committed to its block; empty if it is a proof (rule C2).
   *
   * @param chain id of the genesis block
   */
  Optional<String> defect(Certificate certificate, BlockId chain, ValidatorSet set, int needed);
}
