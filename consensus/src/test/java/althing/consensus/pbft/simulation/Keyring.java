package althing.consensus.pbft.simulation;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.pbft.Ballots;

/** The keys of a simulated network. */
interface Keyring {

  PublicKey key(int number);

  /** What the owner of key {@code number} signs and checks with. */
  Ballots ballots(BlockId chain, int number);
}
