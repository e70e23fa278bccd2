package althing.consensus.single;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.certificate.CommitVote;
import java.util.List;

/** What the engine wants done. */
public sealed interface Effect {

  /** Build a block on {@code parent}; answered by a block built or by nothing to build. */
  record Build(BlockId parent, boolean evenIfEmpty) implements Effect {}

  /** Sign {@code vote}, commit {@code chain} with that certificate; answered when it is on disk. */
  record Commit(List<Proposal> chain, CommitVote vote) implements Effect {
    public Commit {
      chain = List.copyOf(chain);
    }
  }

  /** Report the heartbeat after this time, counted from now; replaces the timer set before. */
  record SetHeartbeat(long delayMillis) implements Effect {}

  /** Nothing is under way any more and nothing will be. */
  record Stopped() implements Effect {}
}
