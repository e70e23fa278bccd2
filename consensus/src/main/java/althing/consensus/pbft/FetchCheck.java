package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Effect.Outcome;
import java.util.List;

/**
 * Whether blocks that are final elsewhere fit to what this node has, their proof aside (L5, B4).
 */
final class FetchCheck {

  private final FinalChain chain;
  private final CandidateBlocks blocks;

  FetchCheck(FinalChain chain, CandidateBlocks blocks) {
    this.chain = chain;
    this.blocks = blocks;
  }

  /**
   * {@link Outcome#TAKEN} if only the signatures of {@code proof} are still to be checked.
   *
   * @param range not empty
   */
  Outcome outcome(List<Proposal> range, Certificate proof) {
    if (proof.height() <= chain.height()) {
      return Outcome.PAST;
    }
    if (!isProvedChain(range, proof) || proof.epoch() < chain.epoch()) {
      return Outcome.WRONG;
    }
    int known = (int) Math.max(0, chain.height() + 1 - range.getFirst().height());
    Proposal first = range.get(known);
    boolean next = first.height() == chain.height() + 1;
    if (next && (!first.parent().equals(chain.block()) || proof.epoch() > chain.epoch())) {
      return Outcome.WRONG;
    }
    boolean follows =
        next
            || proof.epoch() == chain.epoch()
                && !blocks.chainTo(first.parent(), chain.block()).isEmpty();
    if (!follows || !chain.reaches(proof.height())) {
      return Outcome.EARLY;
    }
    return proof.view() > chain.view() ? Outcome.TAKEN : Outcome.WRONG;
  }

  private static boolean isProvedChain(List<Proposal> range, Certificate proof) {
    Proposal last = range.getLast();
    for (int i = 1; i < range.size(); i++) {
      BlockId parent = range.get(i - 1).id();
      if (!range.get(i).parent().equals(parent)
          || range.get(i).height() != range.get(i - 1).height() + 1) {
        return false;
      }
    }
    return last.id().equals(proof.block()) && last.height() == proof.height();
  }
}
