package althing.node.core.engine;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.Vote;
import althing.ledger.crypto.Ed25519;
import java.util.function.Function;

/**
 * Votes signed with this node's Ed25519 key.
 *
 * @param sign signs bytes with the key {@code self}
 */
public record NodeBallots(BlockId chain, PublicKey self, Function<byte[], Signature> sign)
    implements Ballots {

  @Override
  public Signature sign(Vote vote) {
    return sign.apply(vote.signedBytes(chain));
  }

  @Override
  public boolean isSignedBy(PublicKey voter, Vote vote, Signature signature) {
    return Ed25519.verify(voter.toArray(), vote.signedBytes(chain), signature.toArray());
  }
}
