package althing.consensus.pbft;

import althing.consensus.Application;
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

  /** {@code from}, proved by the link, says {@code message}. */
  record Received(PublicKey from, Message message) implements Input {}

  /** There may be something to put into a block. */
  record WorkArrived() implements Input {}

  /** There is nothing to put into a block on the newest one. */
  record WorkGone() implements Input {}

  /** The block asked for was built. */
  record BlockBuilt(Application.Built built) implements Input {}

  /** There was nothing to build the block asked for of, or its parent is not there any more. */
  record NothingToBuild(BlockId parent) implements Input {}

  /** The application's opinion of a block it was asked to judge. */
  record BlockJudged(BlockId block, Judgement judgement) implements Input {}

  /**
   * The application took {@code millis} to build or judge a block, from the question to the answer;
   * a hint for how long others may take.
   */
  record Took(long millis) implements Input {}

  /** The chain handed out last is on disk with its certificate. */
  record ChainCommitted() implements Input {}

  /**
   * Blocks that are final elsewhere, fetched because of {@link Effect.Behind} or of the caller's
   * own accord; answered by {@link Effect.Answered}. They need no journal, and are judged and
   * committed like others.
   *
   * @param from who handed them out, and is blamed if they are wrong
   * @param chain each the parent of the next, at most {@link PbftMachine#MAX_WAITING}; the first
   *     follows on the newest final block, or on a block that is fetched already, or is final
   *     itself
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

  /** A timer ran out, and was not set anew since. */
  record TimeOut(Timer timer) implements Input {}

  /** The node wants to stop. */
  record StopRequested() implements Input {}
}
