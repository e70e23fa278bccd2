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

  /**
   * Judge a block whose parent is final, built or judged valid; answered by the judgement, also if
   * the block is dropped meanwhile. The next block is asked about after that.
   */
  record Judge(Proposal block) implements Effect {}

  /**
   * The block will not become final: what is kept for it can go, and what a judgement of it that is
   * under way would keep. All blocks above it are dropped before.
   */
  record Drop(BlockId block) implements Effect {}

  /**
   * {@code peer} says that blocks up to {@code height} are final, which this node has not got. It
   * is a hint and may be a lie: the machine goes on as if it had heard nothing. What is fetched
   * comes back as {@link Input.Fetched}. Once a peer and tick of the resend timer.
   */
  record Behind(PublicKey peer, long height) implements Effect {}

  /**
   * What became of the blocks that {@link Input.Fetched} brought, in the step of that input.
   *
   * @param height of the last of them
   */
  record Answered(PublicKey from, long height, Outcome outcome) implements Effect {}

  /** What became of blocks that were fetched. */
  enum Outcome {
    /** They wait to be judged and committed. */
    TAKEN,
    /** All of them are final already. */
    PAST,
    /** They do not follow on what this node has got, or are too many: later, they may. */
    EARLY,
    /** No honest node hands them out; a {@link Misbehaved} says why. */
    WRONG
  }

  /** Report the timer after this time, counted from now; replaces the same timer set before. */
  record SetTimer(Timer timer, long delayMillis) implements Effect {}

  record StopTimer(Timer timer) implements Effect {}

  /** {@code peer} sent what no honest node sends. */
  record Misbehaved(PublicKey peer, String what) implements Effect {}
}
