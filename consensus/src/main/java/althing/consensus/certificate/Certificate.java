package althing.consensus.certificate;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Signatures under one {@link CommitVote}. It proves something only together with the validator set
 * it is checked against.
 *
 * @param signatures by the signer's position in the validator set, at least one
 */
public record Certificate(
    long epoch, long view, long height, BlockId block, SortedMap<Integer, Signature> signatures) {

  public Certificate {
    signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
    if (signatures.isEmpty() || signatures.firstKey() < 0) {
      throw new IllegalArgumentException(
          "a certificate has signers, and their positions are not negative");
    }
  }

  /** What was signed, on the chain whose genesis block is {@code chain}. */
  public CommitVote vote(BlockId chain) {
    return new CommitVote(chain, epoch, view, height, block);
  }
}
