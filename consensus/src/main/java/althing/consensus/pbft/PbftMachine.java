package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.pbft.Message.BlockSent;
import althing.consensus.pbft.Message.BlockWanted;
import althing.consensus.pbft.Message.Cast;
import althing.consensus.pbft.Message.Certified;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Message.Status;
import althing.consensus.pbft.Round.Slot;
import althing.consensus.pbft.State.Phase;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * One validator's, or observer's, part in agreeing on blocks: a state machine whose rules are in
 * the README. The same inputs in the same order give the same steps; there is no thread, clock,
 * file or socket. A step changes the machine in place: who needs an older state replays the inputs.
 *
 * <p>Not safe for use by several threads.
 */
public final class PbftMachine {

  /** How many views ahead of its own a machine keeps votes for (rule B1). */
  static final int VOTES_AHEAD = 16;

  /** How many views ahead of its own a machine keeps proposals for (rule B1). */
  static final int PROPOSALS_AHEAD = 2;

  /** How many blocks that are not final a machine keeps, but for certified ones (rule B3). */
  static final int MAX_BLOCKS = 64;

  /** How many heights above its newest final block a machine keeps blocks (rule B4). */
  public static final int MAX_WAITING = 256;

  /** How many blocks a peer is handed between two ticks of the resend timer (rule B5). */
  static final int BLOCKS_A_TICK = 8;

  /** Views kept before those that tell nothing new are forgotten (rule B6). */
  private static final int MAX_VIEWS = 2 * MAX_WAITING;

  /** More moves than any step makes. */
  private static final int MAX_MOVES = 1_000;

  /** Ticks of the resend timer after which also a node without work says where it is. */
  private static final int QUIET_TICKS = 8;

  /** What the journal of a starting node tells (rules J3, J4). */
  public enum Journal {
    /** The node never voted: its data was founded just now. */
    NEW,
    /** The journal is whole. */
    WHOLE,
    /** The journal is missing or damaged: what the node voted for is not known. */
    LOST
  }

  /**
   * @param records to be on disk before what is {@link Effect.Outward} leaves, in this order
   * @param effects in the order they take place
   */
  public record Step(List<JournalRecord> records, List<Effect> effects) {
    public Step {
      records = List.copyOf(records);
      effects = List.copyOf(effects);
    }
  }

  /**
   * Where a machine stands.
   *
   * @param set who votes
   * @param view that it takes part in
   * @param height of its newest final block
   * @param isMember whether it is of the set
   */
  public record Standing(ValidatorSet set, long view, long height, boolean isMember) {

    /**
     * Whether a proposal of {@code peer} with this vote may be heard (rules P1, B1): it is the
     * peer's turn, in this view or one of the next, or was in the rotation before, since who
     * proposes late is slow and not gone (T2). Of the next epoch, whose set is not known here, any
     * member may propose.
     */
    public boolean mayPropose(PublicKey peer, Vote vote) {
      int member = set.indexOf(peer).orElse(-1);
      if (member < 0 || vote.kind() != Kind.PROPOSE) {
        return false;
      }
      if (vote.epoch() != set.epoch()) {
        return vote.epoch() == set.epoch() + 1;
      }
      return vote.view() >= view - set.size()
          && vote.view() - view <= VOTES_AHEAD
          && Leaders.IN_TURN.proposer(set, vote.view()) == member;
    }

    @Override
    public String toString() {
      return "epoch %d view %d height %d, %s of %d"
          .formatted(
              set.epoch(), view, height, isMember ? "a validator" : "an observer", set.size());
    }
  }

  private final State state;
  private final FinalChain chain;
  private final Views views;
  private final Amnesia amnesia;
  private final Output out;
  private final Voter voter;
  private final Patience patience;
  private final Hearing hearing;
  private final Counting counting;
  private final Lateness lateness;
  private final Exchange exchange;
  private final Judging judging;
  private final Voting voting;
  private final Proposing proposing;
  private final Finality finality;
  private final ViewTimer viewTimer;
  private int ticks;

  /**
   * The machine of a node that starts.
   *
   * @param head the newest final block on disk
   * @param records of the journal, oldest first; none if it is lost
   */
  public PbftMachine(
      Application.Head head,
      Journal journal,
      List<JournalRecord> records,
      Ballots ballots,
      PbftSettings settings) {
    this(head, journal, records, ballots, settings, Leaders.IN_TURN);
  }

  PbftMachine(
      Application.Head head,
      Journal journal,
      List<JournalRecord> records,
      Ballots ballots,
      PbftSettings settings,
      Leaders leaders) {
    state = new State(head, journal, ballots, settings, leaders);
    chain = state.chain;
    views = state.views;
    amnesia = state.amnesia;
    out = state.out;
    voter = new Voter(ballots);
    records.forEach(this::recall);
    var guard = voter.guard();
    if (guard.epoch() == chain.epoch() && guard.isPromised()) {
      views.enter(Math.max(views.now(), guard.view()));
    }
    views.enter(Math.max(views.now(), views.highestDecided() + 1));

    patience = new Patience(chain, settings, views.now());
    viewTimer = new ViewTimer(state, patience);
    var check = new ProposalCheck(chain, views, state.blocks, settings.maxUnfinal());
    counting = new Counting(state);
    hearing = new Hearing(state, counting);
    lateness = new Lateness(state);
    exchange = new Exchange(state, counting);
    judging = new Judging(state, check);
    voting = new Voting(state, voter, counting, check);
    proposing = new Proposing(state, voter, voting);
    finality = new Finality(state);
  }

  /**
   * Applies one input.
   *
   * @throws IllegalStateException for an answer to what was not asked, or if a quorum committed a
   *     block that this node finds invalid: the node must stop
   */
  public Step step(Input input) {
    if (state.phase != Phase.STOPPED) {
      apply(input);
      proceed();
    }
    return out.take();
  }

  private void apply(Input input) {
    switch (input) {
      case Input.Started _ -> start();
      case Input.Received(var from, var message) -> receive(from, message);
      case Input.WorkArrived _ -> proposing.workArrived();
      case Input.WorkGone _ -> workGone();
      case Input.BlockBuilt(var built) -> proposing.built(built);
      case Input.NothingToBuild(var parent) -> proposing.nothingBuilt(parent);
      case Input.BlockJudged(var block, var judgement) -> judging.judged(block, judgement);
      case Input.Took(var millis) -> patience.took(millis);
      case Input.ChainCommitted _ -> committed();
      case Input.Fetched(var from, var range, var proof) -> exchange.fetched(from, range, proof);
      case Input.TimeOut(var timer) -> {
        switch (timer) {
          case VIEW -> viewTimedOut();
          case HEARTBEAT -> proposing.heartbeat();
          case RESEND -> tick();
        }
      }
      case Input.StopRequested _ -> state.phase = Phase.STOPPING;
    }
  }

  private void receive(PublicKey from, Message message) {
    int member = chain.other(from);
    if (member >= 0) {
      patience.heard(member, views.now());
    }
    switch (message) {
      case Propose propose -> {
        patience.proposed(member, propose.vote(), views.now());
        hearing.proposal(from, member, propose);
        exchange.proposed(propose);
      }
      case Cast(var vote, var signature) -> hearing.vote(from, member, vote, signature);
      case Certified(var certificate) -> certified(from, certificate);
      case Status status -> told(from, member, status);
      case BlockWanted(var block) -> exchange.handOut(from, block);
      case BlockSent(var block) -> exchange.sent(block);
    }
  }

  private void certified(PublicKey from, QuorumCertificate certificate) {
    Vote vote = certificate.vote();
    if (chain.isCurrent(vote) && !counting.accept(certificate)) {
      out.misbehaved(from, "a wrong certificate of view " + vote.view());
    } else if (vote.kind() == Kind.COMMIT) {
      lateness.toldOfCommit(from, vote);
    }
  }

  private void told(PublicKey from, int member, Status status) {
    if (member >= 0 && amnesia.told(from, status)) {
      out.record(new JournalRecord.Forgotten());
    }
    lateness.told(from, status);
  }

  /** What follows from the state. */
  private void proceed() {
    if (state.phase == Phase.NEW) {
      return;
    }
    remember();
    int moves = 0;
    while (enterViews()
        || voting.joinSkip()
        || judging.askNext()
        || voting.prepare()
        || proposing.propose()) {
      if (++moves > MAX_MOVES) {
        throw new IllegalStateException("a step that does not end: " + this);
      }
    }
    finality.commit();
    exchange.askForMissing();
    viewTimer.start(proposing.expectsBlock());
    if (state.phase == Phase.STOPPING && !finality.isCommitting()) {
      state.phase = Phase.STOPPED;
      out.effect(new Effect.Stopped());
    }
  }

  // J4
  private void remember() {
    amnesia
        .floor(state.status(false), views.highestDecided())
        .ifPresent(floor -> {
          voter.keepAbove(floor.epoch(), floor.view());
          out.record(voter.floor());
        });
  }

  // P5: a certificate of a view, whatever its kind, takes everybody to the next.
  private boolean enterViews() {
    long decided = views.highestDecided();
    if (decided < views.now()) {
      return false;
    }
    Round round = views.at(decided);
    var prepared = round.certificate(Kind.PREPARE);
    if (prepared != null) {
      voting.commit(prepared);
    }
    patience.viewEnded(decided, round.blockCertificate() != null, round.proposal != null);
    views.enter(decided + 1);
    views.forgetVotesOfSkipped();
    views.trim(MAX_VIEWS);
    judging.trim();
    leaveView();
    state.moved();
    return true;
  }

  private void leaveView() {
    proposing.leaveView();
    viewTimer.stop();
  }

  /** The chain handed out last is final. */
  private void committed() {
    boolean otherSet = finality.advance();
    if (otherSet) {
      views.beginEpoch();
      patience.beginEpoch(views.now());
      amnesia.beginEpoch();
      counting.beginEpoch();
      proposing.workArrived();
      leaveView();
    } else if (views.forgetFinal()) {
      leaveView();
    }
    proposing.heartbeatDone();
    state.moved();
    restartHeartbeat();
  }

  // ------------------------------------------------------------------------- the start, the end

  private void start() {
    if (state.phase != Phase.NEW) {
      throw new IllegalStateException("the engine was started before");
    }
    state.phase = Phase.RUNNING;
    if (amnesia.isForgotten()) {
      out.record(new JournalRecord.Forgotten());
    }
    proposing.workArrived();
    restartHeartbeat();
    out.effect(new Effect.SetTimer(Timer.RESEND, patience.tickMillis()));
    // J3: what was voted last is said again, or a vote that never left would be missing for ever.
    repeatOwnVotes();
    out.broadcast(state.status(true));
  }

  private void recall(JournalRecord record) {
    switch (record) {
      case JournalRecord.Forgotten _ -> amnesia.forget();
      case JournalRecord.Floor(var epoch, var view) -> {
        amnesia.remembered();
        voter.keepAbove(epoch, view);
      }
      case JournalRecord.OwnVote own -> {
        voter.recall(own);
        if (chain.isCurrent(own.vote()) && chain.isMember()) {
          var slot = new Slot(own.vote(), own.signature(), true);
          views.at(own.vote().view()).put(chain.self(), slot);
        }
      }
      case JournalRecord.Block(var block) -> {
        if (block.height() > chain.height()) {
          state.blocks.add(block).journaled = true;
        }
      }
      case JournalRecord.Certificate(var certificate) -> {
        if (chain.isCurrent(certificate.vote())) {
          views.at(certificate.vote().view()).certify(certificate);
        }
      }
    }
  }

  /**
   * Records from which a machine starts where this one is: what a fresh journal has to begin with
   * (rule J5).
   */
  public List<JournalRecord> snapshot() {
    if (amnesia.isForgotten()) {
      return List.of(new JournalRecord.Forgotten());
    }
    var all = new ArrayList<JournalRecord>();
    all.add(voter.floor());
    for (var own : voter.recent()) {
      if (own.vote().epoch() == voter.guard().epoch()
          && own.vote().view() == voter.guard().view()) {
        all.add(own);
      }
    }
    for (Candidate block : state.blocks.inOrder()) {
      if (block.journaled) {
        all.add(new JournalRecord.Block(block.proposal));
      }
    }
    for (Round round : views.all()) {
      for (Kind kind : Kind.values()) {
        var certificate = round.certificate(kind);
        if (certificate != null) {
          all.add(new JournalRecord.Certificate(certificate));
        }
      }
    }
    return all;
  }

  // -------------------------------------------------------------------------------- the clock

  private void viewTimedOut() {
    if (viewTimer.runs()) {
      voting.skip();
    }
  }

  // T1: an idle chain changes no view.
  private void workGone() {
    proposing.workGone();
    if (!proposing.expectsBlock() && !voter.guard().hasSkipped(chain.epoch(), views.now())) {
      viewTimer.stop();
    }
  }

  private void restartHeartbeat() {
    if (state.settings.heartbeatMillis() > 0) {
      out.effect(new Effect.SetTimer(Timer.HEARTBEAT, state.settings.heartbeatMillis()));
    }
  }

  // L1: who makes no progress says again what the others may have missed.
  private void tick() {
    out.effect(new Effect.SetTimer(Timer.RESEND, patience.tickMillis()));
    lateness.tick();
    exchange.tick();
    state.blocks.resume();
    boolean lost = amnesia.isForgotten() || lateness.isOverdue();
    if (!state.progressed && (lost || proposing.expectsBlock())) {
      state.stuck = true;
      repeatOwnVotes();
      out.broadcast(state.status(lost));
    } else if (++ticks % QUIET_TICKS == 0) {
      out.broadcast(state.status(amnesia.isForgotten()));
    }
    state.progressed = false;
  }

  private void repeatOwnVotes() {
    for (var own : voter.recent()) {
      if (chain.isCurrent(own.vote()) && own.vote().kind() != Kind.PROPOSE) {
        out.broadcast(new Cast(own.vote(), own.signature()));
      }
    }
    Round round = views.present();
    if (round != null && round.proposal != null && state.isProposer()) {
      out.broadcast(round.proposal);
    }
  }

  // -------------------------------------------------------------------------------- questions

  /** Whether this node keeps out of the present view because of what it may have forgotten. */
  public boolean isForgetful() {
    var guard = voter.guard();
    return amnesia.isForgotten()
        || guard.epoch() > chain.epoch()
        || guard.epoch() == chain.epoch() && guard.view() > views.now();
  }

  /**
   * Whether this node's journal is new and no vote is in it: should the network turn out to be
   * under way, this node counts as one that forgot (rule J4).
   */
  public boolean isBlank() {
    return amnesia.isBlank();
  }

  /** Where this node stands. */
  public Standing standing() {
    return new Standing(chain.set(), views.now(), chain.height(), chain.isMember());
  }

  /** Throws if an invariant is broken; the message carries the numbers. */
  public void check() {
    views.check();
  }

  @Override
  public String toString() {
    return "epoch %d view %d height %d, final view %d, %s"
        .formatted(chain.epoch(), views.now(), chain.height(), chain.view(), voter.guard());
  }
}
