package althing.consensus.raft;

import althing.consensus.Application.Built;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.certificate.Certificate;
import java.util.List;

/** What can happen to the engine. */
public sealed interface Input {

  /** The engine begins; once, before anything else. */
  record Started() implements Input {}

  /** There may be something to put into a block. */
  record WorkArrived() implements Input {}

  /** The log has this entry for good. Entries come in the order of their indexes. */
  record EntryRead(long term, long index, LogEntry entry) implements Input {}

  /** The log goes on behind {@code place}: what was before is not to be had any more. */
  record Skipped(Place place) implements Input {}

  /** This node may add to the log, and has read all that others added before. */
  record Leads() implements Input {}

  /** Another node may add to the log, or none. */
  record Follows() implements Input {}

  /** The log did not take the block that was handed in, or may not have. */
  record ProposalFailed(BlockId block) implements Input {}

  /** The block asked for was built. */
  record BlockBuilt(Built built) implements Input {}

  /** There was nothing to build the block asked for of, or its parent is not there any more. */
  record NothingToBuild() implements Input {}

  /** The answer to {@link Effect.Judge}, about a block that could be read. */
  record BlockJudged(Proposal block, Judgement judgement) implements Input {}

  /** The answer to {@link Effect.JudgeEntry}, about bytes that are no block. */
  record Unreadable(BlockId block, String reason) implements Input {}

  /** The chain handed out last is on disk with its certificate. */
  record ChainCommitted() implements Input {}

  /** {@code from}, proved by the link, says {@code message}. */
  record Received(PublicKey from, Message message) implements Input {}

  /**
   * Blocks that are final elsewhere, fetched because of {@link Effect.Behind}.
   *
   * @param from who handed them out
   * @param chain each the parent of the next
   * @param certificate of the last one, by the set that votes on all of them
   */
  record Fetched(PublicKey from, List<Proposal> chain, Certificate certificate) implements Input {
    public Fetched {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("nothing was fetched from " + from);
      }
    }
  }

  /** The heartbeat's time is up. */
  record HeartbeatDue() implements Input {}

  /** The time of {@link Effect.SetTick} is up. */
  record Tick() implements Input {}

  /** The node wants to stop. */
  record StopRequested() implements Input {}
}
