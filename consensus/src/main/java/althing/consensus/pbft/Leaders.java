package althing.consensus.pbft;

import althing.consensus.ValidatorSet;

/** Who proposes in which view. All nodes of a network have the same. */
@FunctionalInterface
interface Leaders {

  /** P1: members propose in turn. */
  Leaders IN_TURN = (set, view) -> (int) Math.floorMod(set.epoch() + view, (long) set.size());

  /** The proposer's position in {@code set}. */
  int proposer(ValidatorSet set, long view);
}
