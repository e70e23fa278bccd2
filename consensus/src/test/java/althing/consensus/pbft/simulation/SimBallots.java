package althing.consensus.pbft.simulation;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.Vote;
import java.nio.ByteBuffer;

/** Signatures that are keyed digests: nobody in the simulation knows another's key. */
record SimBallots(BlockId chain, PublicKey self) implements Ballots {

  static final Keyring KEYRING =
      new Keyring() {
        @Override
        public PublicKey key(int number) {
          byte[] key = new byte[PublicKey.SIZE];
          ByteBuffer.wrap(key).putInt(number + 1);
          return PublicKey.of(key);
        }

        @Override
        public Ballots ballots(BlockId chain, int number) {
          return new SimBallots(chain, key(number));
        }
      };

  @Override
  public Signature sign(Vote vote) {
    return signature(self, vote);
  }

  @Override
  public boolean isSignedBy(PublicKey voter, Vote vote, Signature signature) {
    return signature(voter, vote).equals(signature);
  }

  private Signature signature(PublicKey voter, Vote vote) {
    byte[] message = vote.signedBytes(chain);
    byte[] digest =
        Digest.of(
            ByteBuffer.allocate(PublicKey.SIZE + message.length)
                .put(voter.toArray())
                .put(message)
                .array());
    return Signature.of(ByteBuffer.allocate(Signature.SIZE).put(digest).put(digest).array());
  }
}
