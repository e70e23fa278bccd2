package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;

/**
 * Signs this node's votes and checks those of others, on one chain. Same arguments, same answer.
 */
public interface Ballots {

  /** Id of the genesis block. */
  BlockId chain();

  /** This node's key: an observer's is in no validator set. */
  PublicKey self();

  Signature sign(Vote vote);

  boolean isSignedBy(PublicKey voter, Vote vote, Signature signature);
}
