package althing.node.core.engine;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.pbft.Effect;

/** What fetches final blocks that this node missed, and hears what became of them. Never waits. */
public interface CatchUp {

  /** {@code peer} says that blocks up to {@code height} are final. It may lie. */
  void behind(PublicKey peer, long height);

  /** What became of the blocks up to {@code height} that {@code from} had handed out. */
  void answered(PublicKey from, long height, Effect.Outcome outcome);

  /** The chain is on disk up to this block. */
  void committed(long height, BlockId block);
}
