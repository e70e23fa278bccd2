package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.pbft.ProposalCheck.Standing;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the application about blocks, one at a time (rule A5). */
final class Judging {

  private final State state;
  private final ProposalCheck check;
  private @Nullable BlockId asked;

  Judging(State state, ProposalCheck check) {
    this.state = state;
    this.check = check;
  }

  /** Asks about the lowest block first, since it becomes final first; whether it does. */
  boolean askNext() {
    if (asked != null) {
      return false;
    }
    var next =
        needed().stream()
            .filter(block -> block.state == Candidate.State.KNOWN)
            .filter(block -> check.canBeJudged(block.proposal))
            .min(Comparator.comparingLong(block -> block.proposal.height()));
    next.ifPresent(block -> {
      block.state = Candidate.State.JUDGING;
      asked = block.proposal.id();
      state.out.effect(new Effect.Judge(block.proposal));
    });
    return next.isPresent();
  }

  /** Blocks that somebody certified, with their ancestors, and the one that this view proposes. */
  private List<Candidate> needed() {
    var ids = state.views.certifiedBlocks();
    Round round = state.views.present();
    if (round != null
        && round.proposal != null
        && check.standing(round.proposal) == Standing.GOOD) {
      ids.add(round.proposal.block().id());
    }
    return state.blocks.withAncestors(ids);
  }

  void judged(BlockId block, Judgement judgement) {
    if (asked == null || !asked.equals(block)) {
      return;
    }
    asked = null;
    var candidate = state.blocks.get(block);
    if (candidate == null || candidate.state != Candidate.State.JUDGING) {
      // It was dropped meanwhile, and may have come again.
      return;
    }
    switch (judgement) {
      case Judgement.Valid valid -> {
        candidate.state = Candidate.State.VALID;
        candidate.judgement = valid;
      }
      case Judgement.Invalid(var reason) -> {
        candidate.state = Candidate.State.INVALID;
        candidate.reason = reason;
      }
      case Judgement.NoParent _ -> candidate.state = Candidate.State.POSTPONED;
    }
  }

  // B3
  void trim() {
    Set<BlockId> needed = new HashSet<>();
    needed().forEach(block -> needed.add(block.proposal.id()));
    state.out.drop(state.blocks.trim(PbftMachine.MAX_BLOCKS, needed));
  }
}
