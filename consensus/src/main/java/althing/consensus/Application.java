package althing.consensus;

import althing.consensus.certificate.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The chain, as much of it as an engine is told (rule A1): three functions, which may answer later
 * and from another thread. An answer that completes exceptionally is a fault of this node, and
 * stops it; what is wrong with a block of somebody else is a {@link Judgement.Invalid}.
 */
public interface Application {

  /** Where the chain stands when an engine starts: the newest final block. */
  Head head();

  /**
   * @param set who votes on the next block
   * @param certificate of this block; none only of the genesis block
   */
  record Head(BlockId id, long height, ValidatorSet set, Optional<Certificate> certificate) {}

  /**
   * Builds a block on {@code parent}, which is final or was built or judged valid before.
   *
   * @param evenIfEmpty whether a block is wanted also when there is nothing to put into it
   * @return the block; empty if there is nothing to put into it and it was not wanted so, or if the
   *     parent is not there any more when the application gets to it
   */
  CompletionStage<Optional<Built>> build(BlockId parent, boolean evenIfEmpty);

  /**
   * @param judgement of the block; the builder has judged its own
   * @param full whether work was left over because the block reached a limit
   */
  record Built(Proposal proposal, Judgement.Valid judgement, boolean full) {}

  /** Whether there is something to put into a block on the newest one. Cheap, from any thread. */
  boolean hasWork();

  /**
   * For how long {@code proposal} must not be judged yet, because its time is further ahead of this
   * node's clock than the chain allows; 0 if it may be now.
   */
  long earlyMillis(Proposal proposal);

  /**
   * Judges a block whose parent is the newest final block, or was built or judged valid before. One
   * block at a time is asked about, a parent before its children. The question is answered also if
   * the block is dropped meanwhile; whether the answer then comes late makes no difference.
   *
   * @return {@link Judgement.NoParent} if the parent is not there any more when the application
   *     gets to the question: {@link Judgement.Invalid} is held against the block for good
   */
  CompletionStage<Judgement> judge(Proposal proposal);

  /**
   * Makes blocks final.
   *
   * @param chain blocks built or judged valid before, each the parent of the next, the first a
   *     child of the newest final block
   * @param certificate of the last of them
   * @return completes when the blocks and the certificate are on disk (rule A2)
   */
  CompletionStage<Void> commit(List<Proposal> chain, Certificate certificate);

  /** The block, if it is known at all, and what stands on it will not become final. */
  void drop(BlockId block);
}
