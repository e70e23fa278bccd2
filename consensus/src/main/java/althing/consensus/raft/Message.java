package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CommitVote;

/** What nodes of a cluster tell each other beside the replicated log. */
public sealed interface Message {

  /**
   * The sender has the block from the log and found it valid.
   *
   * @param view term of the block's entry
   */
  record Cast(long epoch, long view, long height, BlockId block, Signature signature)
      implements Message {

    /** What was signed, on the chain whose genesis block is {@code chain}. */
    CommitVote vote(BlockId chain) {
      return new CommitVote(chain, epoch, view, height, block);
    }
  }

  /** A block is final. */
  record Certified(Certificate certificate) implements Message {}

  /** The sender's newest final height. */
  record Status(long height) implements Message {}
}
