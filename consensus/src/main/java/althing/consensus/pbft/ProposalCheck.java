package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.pbft.Message.Propose;

/** Whether a proposal may be voted for, its block's validity aside (rules P4, P8, P9, B2). */
final class ProposalCheck {

  /** What a proposal is worth now. */
  enum Standing {
    GOOD,
    /** Not yet to be voted for: a certificate, a block or finality is missing. */
    UNCLEAR,
    /** Proposed again although it is final by now. */
    PAST,
    BAD
  }

  private final FinalChain chain;
  private final Views views;
  private final CandidateBlocks blocks;
  private final int maxUnfinal;

  ProposalCheck(FinalChain chain, Views views, CandidateBlocks blocks, int maxUnfinal) {
    this.chain = chain;
    this.views = views;
    this.blocks = blocks;
    this.maxUnfinal = maxUnfinal;
  }

  Standing standing(Propose propose) {
    if (propose.parent() < chain.view()) {
      return Standing.BAD;
    }
    BlockId parent = chain.block();
    long parentHeight = chain.height();
    if (propose.parent() > chain.view()) {
      Round round = views.find(propose.parent());
      var certificate = round == null ? null : round.blockCertificate();
      if (certificate == null) {
        return Standing.UNCLEAR;
      }
      parent = certificate.vote().block();
      parentHeight = certificate.vote().height();
    }
    if (!views.allSkippedBetween(propose.parent(), propose.vote().view())) {
      return Standing.UNCLEAR;
    }
    Proposal block = propose.block();
    if (block.id().equals(chain.block())) {
      return Standing.PAST;
    }
    boolean again = block.id().equals(parent);
    boolean child = block.parent().equals(parent) && block.height() == parentHeight + 1;
    if (!again && (!child || blocks.closesSet(parent))) {
      return Standing.BAD;
    }
    return block.height() - chain.height() <= maxUnfinal ? Standing.GOOD : Standing.UNCLEAR;
  }

  /** Whether the application can judge {@code block}: it knows the parent, which binds no set. */
  boolean canBeJudged(Proposal block) {
    if (block.parent().equals(chain.block())) {
      return block.height() == chain.height() + 1;
    }
    var parent = blocks.get(block.parent());
    return parent != null
        && parent.judgement != null
        && block.height() == parent.proposal.height() + 1
        // P9: nothing is voted for above a block that closes its set before that is final.
        && !parent.judgement.closesSet();
  }
}
