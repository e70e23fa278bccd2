package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.pbft.Message.Status;
import althing.consensus.pbft.PbftMachine.Journal;

/** What the parts of a machine share. */
final class State {

  enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED
  }

  final Ballots ballots;
  final PbftSettings settings;
  final FinalChain chain;
  final CandidateBlocks blocks = new CandidateBlocks();
  final Views views;
  final Amnesia amnesia;
  final Output out = new Output();

  Phase phase = Phase.NEW;

  /** Something moved since the last tick of the resend timer. */
  boolean progressed;

  /** Nothing moved for a tick although there was something to do. */
  boolean stuck;

  State(
      Application.Head head,
      Journal journal,
      Ballots ballots,
      PbftSettings settings,
      Leaders leaders) {
    this.ballots = ballots;
    this.settings = settings;
    chain = new FinalChain(ballots.self(), leaders, head);
    views = new Views(chain);
    amnesia = new Amnesia(chain, journal);
  }

  boolean mayVote() {
    return chain.isMember() && !amnesia.isForgotten() && phase == Phase.RUNNING;
  }

  boolean isProposer() {
    return chain.proposer(views.now()) == chain.self();
  }

  void moved() {
    progressed = true;
    stuck = false;
  }

  Status status(boolean asks) {
    return new Status(chain.epoch(), views.now(), chain.height(), asks);
  }
}
