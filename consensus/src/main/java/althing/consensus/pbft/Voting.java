package althing.consensus.pbft;

import althing.consensus.Proposal;
import althing.consensus.pbft.Message.Cast;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Round.Slot;
import althing.consensus.pbft.Vote.Kind;
import java.util.Optional;

/** Prepares, commits and skips (rules P4, P6, T3, J1, J2). */
final class Voting {

  private final State state;
  private final Voter voter;
  private final Counting counting;
  private final ProposalCheck check;

  Voting(State state, Voter voter, Counting counting, ProposalCheck check) {
    this.state = state;
    this.voter = voter;
    this.counting = counting;
    this.check = check;
  }

  // P4: the first good proposal of the view is prepared, once the application finds it valid.
  boolean prepare() {
    Round round = state.views.present();
    if (round == null || round.proposal == null || !state.mayVote()) {
      return false;
    }
    Propose propose = round.proposal;
    Proposal block = propose.block();
    Vote vote =
        new Vote(Kind.PREPARE, state.chain.epoch(), state.views.now(), block.height(), block.id());
    if (!voter.guard().allows(vote)) {
      return false;
    }
    var candidate = state.blocks.get(block.id());
    if (candidate != null && candidate.state == Candidate.State.INVALID) {
      blame(round, candidate.reason);
      return skip();
    }
    return switch (check.standing(propose)) {
      case GOOD -> candidate != null && candidate.judgement != null && prepare(candidate, vote);
      case UNCLEAR -> false;
      case PAST -> skip();
      case BAD -> {
        blame(round, "the wrong parent");
        yield skip();
      }
    };
  }

  private boolean prepare(Candidate candidate, Vote vote) {
    journal(candidate);
    return cast(vote);
  }

  private void blame(Round round, String reason) {
    if (!round.blamed) {
      round.blamed = true;
      long view = state.views.now();
      state.out.misbehaved(
          state.chain.member(state.chain.proposer(view)),
          "proposed in view %d what must not be: %s".formatted(view, reason));
    }
  }

  // J2: whoever prepares a block can hand it out after a crash.
  void journal(Candidate candidate) {
    if (!candidate.journaled) {
      candidate.journaled = true;
      state.out.record(new JournalRecord.Block(candidate.proposal));
    }
  }

  // P6: who leaves a view by its prepare certificate commits, unless it skipped the view.
  void commit(QuorumCertificate prepared) {
    Vote vote = prepared.vote();
    cast(new Vote(Kind.COMMIT, vote.epoch(), vote.view(), vote.height(), vote.block()));
  }

  // T3: f + 1 who skip include an honest one: the view has failed for somebody.
  boolean joinSkip() {
    Round round = state.views.present();
    return round != null && round.of(Kind.SKIP).size() > state.chain.faulty() && skip();
  }

  boolean skip() {
    return cast(Vote.skip(state.chain.epoch(), state.views.now()));
  }

  private boolean cast(Vote vote) {
    var own = sign(vote);
    own.ifPresent(cast -> {
      state.out.broadcast(new Cast(vote, cast.signature()));
      counting.count(state.views.at(vote.view()), vote);
    });
    return own.isPresent();
  }

  /** Signs {@code vote}, unless it contradicts a promise; it may leave after this step (J1). */
  Optional<JournalRecord.OwnVote> sign(Vote vote) {
    var own = state.mayVote() ? voter.cast(vote) : Optional.<JournalRecord.OwnVote>empty();
    own.ifPresent(cast -> {
      state.amnesia.voted();
      state.out.record(cast);
      state.views.at(vote.view()).put(state.chain.self(), new Slot(vote, cast.signature(), true));
    });
    return own;
  }
}
