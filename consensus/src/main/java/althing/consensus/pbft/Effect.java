package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.certificate.Certificate;
import java.util.List;

/**
 * What the engine wants done. Whatever leaves the engine for others waits until every record of
 * this step and of all before is on disk (rule J1); the rest may be done at once.
 */
public sealed interface Effect {

  /** Leaves only after the journal's sync. */
  sealed interface Outward extends Effect {}

  /** To every other member of the validator set, and to observers who asked for it. */
  record Broadcast(Message message) implements Outward {}

  record Send(PublicKey to, Message message) implements Outward {}

  /** Commit {@code chain} with the certificate of its last block; answered when it is on disk. */
  record Commit(List<Proposal> chain, Certificate certificate) implements Outward {
    public Commit {
      chain = List.copyOf(chain);
    }
  }

  /** Two votes that no honest validator casts both; their signatures are right. */
  record Report(Equivocation evidence) implements Outward {}

  /** Nothing is under way any more and nothing will be. */
  record Stopped() implements Outward {}

  /** Build a block on {@code parent}; answered by a block built or by nothing to build. */
  record Build(BlockId parent, boolean evenIfEmpty) implements Effect {}

  /** Judge a block whose parent is final, built or judged valid; answered by the judgement. */
  record Judge(Proposal block) implements Effect {}

  /** The block will not become final: what is kept for it can go. */
  record Drop(BlockId block) implements Effect {}

  /**
   * Fetch blocks with their certificates up to {@code height} at least from whoever has them, check
   * and store them; answered when that has ended.
   */
  record Sync(PublicKey from, long height) implements Effect {}

  /** Report the timer after this time, counted from now; replaces the same timer set before. */
  record SetTimer(Timer timer, long delayMillis) implements Effect {}

  record StopTimer(Timer timer) implements Effect {}

  /** {@code peer} sent what no honest node sends. */
  record Misbehaved(PublicKey peer, String what) implements Effect {}
}
