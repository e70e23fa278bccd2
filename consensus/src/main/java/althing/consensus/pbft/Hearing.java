package althing.consensus.pbft;

import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Round.Slot;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;

/** Takes down proposals and votes of others, as far ahead as rule B1 says. */
final class Hearing {

  private final State state;
  private final Counting counting;

  Hearing(State state, Counting counting) {
    this.state = state;
    this.counting = counting;
  }

  // P4: the first proposal of the view's proposer counts.
  void proposal(PublicKey from, int member, Propose propose) {
    Vote vote = propose.vote();
    if (!isHeard(member, vote) || vote.view() < state.views.now()) {
      return;
    }
    if (member != state.chain.proposer(vote.view())) {
      state.out.misbehaved(from, "proposes in view %d of another".formatted(vote.view()));
      return;
    }
    Round round = state.views.at(vote.view());
    Slot before = round.slot(Kind.PROPOSE, member);
    if (before != null) {
      counting.report(from, before, vote, propose.signature());
      return;
    }
    if (!state.ballots.isSignedBy(from, vote, propose.signature())) {
      state.out.misbehaved(from, "a proposal's signature is wrong");
      return;
    }
    if (!learn(from, propose)) {
      return;
    }
    long present = Math.max(state.views.now(), state.views.highestDecided() + 1);
    if (vote.view() > present + PbftMachine.PROPOSALS_AHEAD
        || !state.chain.reaches(vote.height())) {
      return;
    }
    round.put(member, new Slot(vote, propose.signature(), true));
    round.proposal = propose;
    state.blocks.add(propose.block());
  }

  /** Takes over the certificates of a proposal; whether they are all right. */
  private boolean learn(PublicKey from, Propose propose) {
    var all = new ArrayList<>(propose.skips());
    propose.certificate().ifPresent(all::add);
    for (var certificate : all) {
      Vote vote = certificate.vote();
      boolean fits =
          vote.kind() == Kind.SKIP
              ? vote.view() > propose.parent() && vote.view() < propose.vote().view()
              : vote.view() == propose.parent();
      if (vote.epoch() != state.chain.epoch() || !fits || !counting.accept(certificate)) {
        state.out.misbehaved(from, "a proposal with a wrong certificate of view " + vote.view());
        return false;
      }
    }
    return true;
  }

  void vote(PublicKey from, int member, Vote vote, Signature signature) {
    if (!isHeard(member, vote)) {
      return;
    }
    Round round = state.views.at(vote.view());
    Slot before = round.contradicted(vote, member);
    if (before != null) {
      counting.report(from, before, vote, signature);
    } else if (round.slot(vote.kind(), member) == null) {
      round.put(member, new Slot(vote, signature, false));
      counting.count(round, vote);
    }
  }

  private boolean isHeard(int member, Vote vote) {
    return member >= 0
        && state.chain.isCurrent(vote)
        && vote.view() <= state.views.now() + PbftMachine.VOTES_AHEAD;
  }
}
