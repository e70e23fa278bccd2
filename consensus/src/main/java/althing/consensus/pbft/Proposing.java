package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Vote.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Has blocks built when this node's turn comes, and proposes them (rules P7, P8). */
final class Proposing {

  private record Building(long parentView, BlockId parent) {}

  private final State state;
  private final Voter voter;
  private final Voting voting;

  private boolean work;
  private boolean heartbeatDue;
  private @Nullable Building building;

  Proposing(State state, Voter voter, Voting voting) {
    this.state = state;
    this.voter = voter;
    this.voting = voting;
  }

  void workArrived() {
    work = true;
  }

  void workGone() {
    work = false;
  }

  void heartbeat() {
    heartbeatDue = true;
  }

  /** A block became final. */
  void heartbeatDone() {
    heartbeatDue = false;
  }

  /** What is being built comes too late. */
  void leaveView() {
    building = null;
  }

  /** T1: whether there is something to wait for. */
  boolean expectsBlock() {
    Round round = state.views.present();
    return work
        || heartbeatDue
        || building != null
        || round != null && (round.proposal != null || !round.of(Kind.SKIP).isEmpty())
        || state.views.hasUnfinal();
  }

  // P7: the proposer builds on the newest certified block, if every view since was skipped.
  boolean propose() {
    var chain = state.chain;
    if (!state.mayVote()
        || !state.isProposer()
        || building != null
        || !voter.guard().allowsProposal(chain.epoch(), state.views.now())) {
      return false;
    }
    long parentView = state.views.parentView();
    if (parentView < 0) {
      return false;
    }
    BlockId parent =
        parentView == chain.view()
            ? chain.block()
            : state.views.certified(parentView).vote().block();
    boolean onFinal = parent.equals(chain.block());
    var tip = state.blocks.get(parent);
    if (!onFinal && (tip == null || tip.judgement == null)) {
      return false;
    }
    if (mayExtend(parent, tip) && (work || heartbeatDue && onFinal)) {
      building = new Building(parentView, parent);
      state.out.effect(new Effect.Build(parent, heartbeatDue && onFinal));
      work = false;
      return true;
    }
    // P8: a block that does not become final by itself is proposed again.
    if (state.stuck && tip != null) {
      propose(tip, parentView);
      return true;
    }
    return false;
  }

  private boolean mayExtend(BlockId parent, @Nullable Candidate tip) {
    int unfinal = tip == null ? 0 : (int) (tip.proposal.height() - state.chain.height());
    return !state.blocks.closesSet(parent) && unfinal < state.settings.maxUnfinal();
  }

  void built(Application.Built built) {
    Building asked = building;
    Proposal block = built.proposal();
    if (asked == null || !asked.parent().equals(block.parent()) || !state.mayVote()) {
      // The view has moved on.
      work = true;
      if (state.blocks.get(block.id()) == null) {
        state.out.drop(List.of(block.id()));
      }
      return;
    }
    building = null;
    work |= built.full();
    Candidate candidate = state.blocks.add(block);
    candidate.state = Candidate.State.VALID;
    candidate.judgement = built.judgement();
    propose(candidate, asked.parentView());
  }

  void nothingBuilt(BlockId parent) {
    if (building != null && building.parent().equals(parent)) {
      building = null;
    }
    if (!parent.equals(state.chain.block()) && state.blocks.get(parent) == null) {
      // Whether there is work was not looked at.
      work = true;
    }
  }

  private void propose(Candidate candidate, long parentView) {
    Proposal block = candidate.proposal;
    long view = state.views.now();
    Vote vote = new Vote(Kind.PROPOSE, state.chain.epoch(), view, block.height(), block.id());
    voting.journal(candidate);
    voting
        .sign(vote)
        .ifPresent(own -> {
          var propose =
              new Propose(
                  vote,
                  own.signature(),
                  block,
                  parentView,
                  certificate(parentView),
                  state.views.skipsSince(parentView));
          state.views.at(view).proposal = propose;
          state.out.broadcast(propose);
        });
  }

  private Optional<QuorumCertificate> certificate(long parentView) {
    if (parentView == 0) {
      return Optional.empty();
    }
    return parentView == state.chain.view()
        ? state.chain.certificate()
        : Optional.of(state.views.certified(parentView));
  }
}
