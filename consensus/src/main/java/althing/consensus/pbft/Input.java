package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.PublicKey;

/** What can happen to the engine. */
public sealed interface Input {

  /** The engine begins; once, before anything else. */
  record Started() implements Input {}

  /** {@code from}, proved by the link, says {@code message}. */
  record Received(PublicKey from, Message message) implements Input {}

  /** There may be something to put into a block. */
  record WorkArrived() implements Input {}

  /** The block asked for was built. */
  record BlockBuilt(Application.Built built) implements Input {}

  /** There was nothing to build the block asked for of, or its parent is not there any more. */
  record NothingToBuild(BlockId parent) implements Input {}

  /** The application's opinion of a block it was asked to judge. */
  record BlockJudged(BlockId block, Judgement judgement) implements Input {}

  /** The chain handed out last is on disk with its certificate. */
  record ChainCommitted() implements Input {}

  /** Blocks fetched from others are on disk. Answers {@link Effect.Sync}, also when it failed. */
  record Synced(Application.Head head) implements Input {}

  /** A timer ran out, and was not set anew since. */
  record TimeOut(Timer timer) implements Input {}

  /** The node wants to stop. */
  record StopRequested() implements Input {}
}
