package althing.consensus.pbft;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Effect.Outcome;
import althing.consensus.pbft.Message.BlockSent;
import althing.consensus.pbft.Message.BlockWanted;
import althing.consensus.pbft.Message.Cast;
import althing.consensus.pbft.Message.Certified;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Message.Status;
import althing.consensus.pbft.Round.Slot;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /** Views kept before those that tell nothing new are forgotten (rule B6). */
  private static final int MAX_VIEWS = 2 * MAX_WAITING;

  /** How many blocks a peer is handed between two ticks of the resend timer (rule B5). */
  static final int BLOCKS_A_TICK = 8;

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
    @Override
    public String toString() {
      return "epoch %d view %d height %d, %s of %d"
          .formatted(
              set.epoch(), view, height, isMember ? "a validator" : "an observer", set.size());
    }
  }

  private enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED
  }

  private record Building(long parentView, BlockId parent) {}

  private record Committing(QuorumCertificate certificate, List<Candidate> chain) {}

  private final Ballots ballots;
  private final PbftSettings settings;
  private final FinalChain chain;
  private final CandidateBlocks blocks = new CandidateBlocks();
  private final Views views;
  private final ProposalCheck check;
  private final FetchCheck fetchCheck;
  private final Certifier certifier;
  private final Voter voter;
  private final Patience patience;
  private final Amnesia amnesia;

  private Phase phase = Phase.NEW;
  private boolean work;
  private boolean heartbeatDue;
  private @Nullable Building building;
  private @Nullable Committing committing;

  /** What the application is asked about: one block at a time. */
  private @Nullable BlockId judging;

  private boolean viewTimerSet;

  /** Whose equivocation was reported in this epoch. */
  private final Set<PublicKey> reported = new HashSet<>();

  /** Whose status was answered since the last tick of the resend timer. */
  private final Set<PublicKey> answered = new HashSet<>();

  /** Which blocks were handed to whom since the last tick of the resend timer. */
  private final Map<PublicKey, Set<BlockId>> handedOut = new HashMap<>();

  /** Who was said to be ahead since the last tick of the resend timer. */
  private final Set<PublicKey> ahead = new HashSet<>();

  // Since the last tick: whether something moved, whether somebody is ahead.
  private boolean progressed;
  private boolean othersAhead;
  private long heightAtTick;

  /** Nothing moved for a tick although there was something to do. */
  private boolean stuck;

  /** Others were ahead a tick ago, and this node has got nowhere since. */
  private boolean overdue;

  private int ticks;
  private int fetches;

  private List<JournalRecord> records = new ArrayList<>();
  private List<Effect> effects = new ArrayList<>();

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
    this.ballots = ballots;
    this.settings = settings;
    chain = new FinalChain(ballots.self(), head);
    views = new Views(chain);
    check = new ProposalCheck(chain, views, blocks, settings.maxUnfinal());
    fetchCheck = new FetchCheck(chain, blocks);
    certifier = new Certifier(ballots, chain);
    voter = new Voter(ballots);
    amnesia = new Amnesia(chain, journal);
    records.forEach(this::recall);
    var guard = voter.guard();
    if (guard.epoch() == chain.epoch() && guard.isPromised()) {
      views.enter(Math.max(views.now(), guard.view()));
    }
    views.enter(Math.max(views.now(), views.highestDecided() + 1));
    patience = new Patience(chain, settings, views.now());
  }

  /**
   * Applies one input.
   *
   * @throws IllegalStateException for an answer to what was not asked, or if a quorum committed a
   *     block that this node finds invalid: the node must stop
   */
  public Step step(Input input) {
    records = new ArrayList<>();
    effects = new ArrayList<>();
    if (phase != Phase.STOPPED) {
      apply(input);
      proceed();
    }
    return new Step(records, effects);
  }

  private void apply(Input input) {
    switch (input) {
      case Input.Started _ -> start();
      case Input.Received(var from, var message) -> receive(from, message);
      case Input.WorkArrived _ -> work = true;
      case Input.WorkGone _ -> workGone();
      case Input.BlockBuilt(var built) -> built(built);
      case Input.NothingToBuild(var parent) -> nothingBuilt(parent);
      case Input.BlockJudged(var block, var judgement) -> judged(block, judgement);
      case Input.ChainCommitted _ -> committed();
      case Input.Fetched(var from, var range, var certificate) -> fetched(from, range, certificate);
      case Input.TimeOut(var timer) -> {
        switch (timer) {
          case VIEW -> viewTimedOut();
          case HEARTBEAT -> heartbeatDue = true;
          case RESEND -> tick();
        }
      }
      case Input.StopRequested _ -> phase = Phase.STOPPING;
    }
  }

  // ---------------------------------------------------------------------------------- the start

  private void start() {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("the engine was started before");
    }
    phase = Phase.RUNNING;
    if (amnesia.isForgotten()) {
      records.add(new JournalRecord.Forgotten());
    }
    work = true;
    restartHeartbeat();
    effects.add(new Effect.SetTimer(Timer.RESEND, settings.resendMillis()));
    // J3: what was voted last is said again, or a vote that never left would be missing for ever.
    repeatOwnVotes();
    effects.add(new Effect.Broadcast(status(true)));
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
          blocks.add(block).journaled = true;
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
    for (Candidate block : blocks.inOrder()) {
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

  // -------------------------------------------------------------------------- what others say

  private void receive(PublicKey from, Message message) {
    int member = chain.other(from);
    if (member >= 0) {
      patience.heard(member, views.now());
    }
    switch (message) {
      case Propose propose -> received(from, member, propose);
      case Cast(var vote, var signature) -> received(from, member, vote, signature);
      case Certified(var certificate) -> received(from, certificate);
      case Status status -> received(from, member, status);
      case BlockWanted(var block) -> handOut(from, block);
      case BlockSent(var block) -> {
        if (blocks.get(block.id()) == null && missing().contains(block.id())) {
          blocks.add(block);
        }
      }
    }
  }

  // B5
  private void handOut(PublicKey to, BlockId block) {
    var candidate = blocks.get(block);
    if (candidate == null) {
      return;
    }
    var before = handedOut.computeIfAbsent(to, _ -> new HashSet<>());
    if (before.size() < BLOCKS_A_TICK && before.add(block)) {
      effects.add(new Effect.Send(to, new BlockSent(candidate.proposal)));
    }
  }

  // P4: the first proposal of the view's proposer counts.
  private void received(PublicKey from, int member, Propose propose) {
    Vote vote = propose.vote();
    if (member < 0
        || !chain.isCurrent(vote)
        || vote.view() < views.now()
        || vote.view() > views.now() + VOTES_AHEAD) {
      return;
    }
    if (member != chain.proposer(vote.view())) {
      misbehaved(from, "proposes in view %d of another".formatted(vote.view()));
      return;
    }
    Round round = views.at(vote.view());
    Slot before = round.slot(Kind.PROPOSE, member);
    if (before != null) {
      report(from, before, vote, propose.signature());
      return;
    }
    if (!ballots.isSignedBy(from, vote, propose.signature())) {
      misbehaved(from, "a proposal's signature is wrong");
      return;
    }
    if (!learn(from, propose)) {
      return;
    }
    if (vote.view() > Math.max(views.now(), views.highestDecided() + 1) + PROPOSALS_AHEAD
        || !chain.reaches(vote.height())) {
      return;
    }
    round.put(member, new Slot(vote, propose.signature(), true));
    round.proposal = propose;
    blocks.add(propose.block());
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
      if (vote.epoch() != chain.epoch() || !fits || !accept(certificate)) {
        misbehaved(from, "a proposal with a wrong certificate of view " + vote.view());
        return false;
      }
    }
    return true;
  }

  private void received(PublicKey from, int member, Vote vote, Signature signature) {
    if (member < 0 || !chain.isCurrent(vote) || vote.view() > views.now() + VOTES_AHEAD) {
      return;
    }
    Round round = views.at(vote.view());
    Slot before = round.contradicted(vote, member);
    if (before != null) {
      report(from, before, vote, signature);
    } else if (round.slot(vote.kind(), member) == null) {
      round.put(member, new Slot(vote, signature, false));
      count(round, vote);
    }
  }

  private void received(PublicKey from, QuorumCertificate certificate) {
    Vote vote = certificate.vote();
    if (chain.isCurrent(vote) && !accept(certificate)) {
      misbehaved(from, "a wrong certificate of view " + vote.view());
    } else if (vote.kind() == Kind.COMMIT
        && (vote.epoch() > chain.epoch()
            || vote.height() > chain.height() + settings.maxUnfinal())) {
      sayBehind(from, vote.height());
    }
  }

  private void received(PublicKey from, int member, Status status) {
    if (member >= 0 && amnesia.told(from, status)) {
      records.add(new JournalRecord.Forgotten());
    }
    boolean senderBehind =
        status.epoch() < chain.epoch()
            || status.epoch() == chain.epoch() && status.view() < views.now()
            || status.height() < chain.height();
    if ((senderBehind || status.asks()) && answered.add(from)) {
      effects.add(new Effect.Send(from, status(false)));
      if (status.epoch() == chain.epoch()) {
        for (var certificate : views.certificatesAbove(status.view())) {
          effects.add(new Effect.Send(from, new Certified(certificate)));
        }
      }
    }
    if (status.height() > chain.height()) {
      // Some heights are under way to this node; a later status tells whether they have arrived.
      othersAhead = true;
      if (overdue || status.height() > chain.height() + settings.maxUnfinal()) {
        sayBehind(from, status.height());
      }
    }
  }

  // L4: nobody proves how far they are, so that nothing but a hint follows from it.
  private void sayBehind(PublicKey from, long height) {
    if (phase == Phase.RUNNING && height > chain.height() && ahead.add(from)) {
      effects.add(new Effect.Behind(from, height));
    }
  }

  // L5
  private void fetched(PublicKey from, List<Proposal> range, Certificate proof) {
    Outcome outcome = fetchCheck.outcome(range, proof);
    if (outcome == Outcome.TAKEN && !accept(QuorumCertificate.of(proof))) {
      outcome = Outcome.WRONG;
    }
    if (outcome == Outcome.TAKEN) {
      range.stream().filter(block -> block.height() > chain.height()).forEach(blocks::add);
    } else if (outcome == Outcome.WRONG) {
      misbehaved(from, "wrong final blocks up to height " + proof.height());
    }
    effects.add(new Effect.Answered(from, proof.height(), outcome));
  }

  /** Keeps a certificate of this epoch; whether it is right. */
  private boolean accept(QuorumCertificate certificate) {
    Vote vote = certificate.vote();
    if (vote.view() <= chain.view()) {
      return vote.view() < chain.view() || vote.kind() != Kind.SKIP;
    }
    Round round = views.find(vote.view());
    var known = round == null ? null : round.certificate(vote.kind());
    if (known != null && known.vote().equals(vote)) {
      return true;
    }
    if (!certifier.isProof(certificate)) {
      return false;
    }
    if (known == null) {
      keep(certificate);
    } else {
      certifier
          .culprits(known, certificate)
          .forEach(culprit -> effects.add(new Effect.Report(culprit)));
    }
    return true;
  }

  private void keep(QuorumCertificate certificate) {
    views.at(certificate.vote().view()).certify(certificate);
    records.add(new JournalRecord.Certificate(certificate));
    if (amnesia.proved(certificate.vote())) {
      records.add(new JournalRecord.Forgotten());
    }
  }

  // E1: what contradicts is shown to the application once a validator and epoch.
  private void report(PublicKey from, Slot before, Vote vote, Signature signature) {
    if (!Equivocation.contradict(before.vote, vote) || reported.contains(from)) {
      return;
    }
    var evidence = new Equivocation(from, before.vote, before.signature, vote, signature);
    if (evidence.defect(ballots).isEmpty()) {
      reported.add(from);
      effects.add(new Effect.Report(evidence));
    } else {
      misbehaved(from, "a vote's signature is wrong");
    }
  }

  private void misbehaved(PublicKey from, String what) {
    effects.add(new Effect.Misbehaved(from, what));
  }

  // ---------------------------------------------------------------------------------- voting

  private void count(Round round, Vote vote) {
    var count = certifier.count(round, vote);
    count.forgers().forEach(forger -> misbehaved(forger, "a vote's signature is wrong"));
    count.certificate().ifPresent(this::keep);
  }

  private boolean cast(Vote vote) {
    var own = sign(vote);
    if (own.isPresent() && vote.kind() != Kind.PROPOSE) {
      effects.add(new Effect.Broadcast(new Cast(vote, own.get().signature())));
      count(views.at(vote.view()), vote);
    }
    return own.isPresent();
  }

  private Optional<JournalRecord.OwnVote> sign(Vote vote) {
    var own = mayVote() ? voter.cast(vote) : Optional.<JournalRecord.OwnVote>empty();
    if (own.isPresent()) {
      amnesia.voted();
      records.add(own.get());
      views.at(vote.view()).put(chain.self(), new Slot(vote, own.get().signature(), true));
    }
    return own;
  }

  private boolean mayVote() {
    return chain.isMember() && !amnesia.isForgotten() && phase == Phase.RUNNING;
  }

  // ------------------------------------------------------------------- what follows from the state

  private void proceed() {
    if (phase == Phase.NEW || phase == Phase.STOPPED) {
      return;
    }
    remember();
    int moves = 0;
    while (enterViews() || joinSkip() || judgeNext() || prepare() || propose()) {
      if (++moves > MAX_MOVES) {
        throw new IllegalStateException("a step that does not end: " + this);
      }
    }
    commit();
    fetchWhatIsMissing();
    setViewTimer();
    if (phase == Phase.STOPPING && committing == null) {
      phase = Phase.STOPPED;
      effects.add(new Effect.Stopped());
    }
  }

  // J4
  private void remember() {
    amnesia
        .floor(status(false), views.highestDecided())
        .ifPresent(floor -> {
          voter.keepAbove(floor.epoch(), floor.view());
          records.add(voter.floor());
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
    // P6: who leaves a view by its prepare certificate commits, unless it skipped the view.
    if (prepared != null) {
      Vote vote = prepared.vote();
      cast(new Vote(Kind.COMMIT, vote.epoch(), vote.view(), vote.height(), vote.block()));
    }
    patience.viewEnded(decided, round.blockCertificate() != null);
    views.enter(decided + 1);
    views.forgetVotesOfSkipped();
    views.trim(MAX_VIEWS);
    var needed = new HashSet<BlockId>();
    needed().forEach(block -> needed.add(block.proposal.id()));
    drop(blocks.trim(MAX_BLOCKS, needed));
    leaveView();
    return true;
  }

  private void leaveView() {
    building = null;
    progressed = true;
    stuck = false;
    stopViewTimer();
  }

  // T3: f + 1 who skip include an honest one: the view has failed for somebody.
  private boolean joinSkip() {
    Round round = views.present();
    return round != null && round.of(Kind.SKIP).size() > chain.faulty() && skip();
  }

  // A5: the lowest block first, since it becomes final first.
  private boolean judgeNext() {
    if (judging != null) {
      return false;
    }
    var next =
        needed().stream()
            .filter(block -> block.state == Candidate.State.KNOWN)
            .filter(block -> check.canBeJudged(block.proposal))
            .min(Comparator.comparingLong(block -> block.proposal.height()));
    next.ifPresent(block -> {
      block.state = Candidate.State.JUDGING;
      judging = block.proposal.id();
      effects.add(new Effect.Judge(block.proposal));
    });
    return next.isPresent();
  }

  /** Blocks that somebody certified, with their ancestors, and the one that this view proposes. */
  private List<Candidate> needed() {
    var ids = views.certifiedBlocks();
    Round round = views.present();
    if (round != null
        && round.proposal != null
        && check.standing(round.proposal) == ProposalCheck.Standing.GOOD) {
      ids.add(round.proposal.block().id());
    }
    return blocks.withAncestors(ids);
  }

  // P4: the first good proposal of the view is prepared, once the application finds it valid.
  private boolean prepare() {
    Round round = views.present();
    if (round == null || round.proposal == null || !mayVote()) {
      return false;
    }
    Propose propose = round.proposal;
    Proposal block = propose.block();
    Vote vote = new Vote(Kind.PREPARE, chain.epoch(), views.now(), block.height(), block.id());
    if (!voter.guard().allows(vote)) {
      return false;
    }
    var candidate = blocks.get(block.id());
    ProposalCheck.Standing standing = check.standing(propose);
    if (candidate != null && candidate.state == Candidate.State.INVALID) {
      blame(round, candidate.reason);
      return skip();
    }
    return switch (standing) {
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

  private boolean skip() {
    return cast(Vote.skip(chain.epoch(), views.now()));
  }

  private void blame(Round round, String reason) {
    if (!round.blamed) {
      round.blamed = true;
      misbehaved(
          chain.member(chain.proposer(views.now())),
          "proposed in view %d what must not be: %s".formatted(views.now(), reason));
    }
  }

  // J2: whoever prepares a block can hand it out after a crash.
  private void journal(Candidate candidate) {
    if (!candidate.journaled) {
      candidate.journaled = true;
      records.add(new JournalRecord.Block(candidate.proposal));
    }
  }

  // P7: the proposer builds on the newest certified block, if every view since was skipped.
  private boolean propose() {
    if (!mayVote()
        || chain.proposer(views.now()) != chain.self()
        || building != null
        || !voter.guard().allowsProposal(chain.epoch(), views.now())) {
      return false;
    }
    long parentView = views.parentView();
    if (parentView < 0) {
      return false;
    }
    BlockId parent =
        parentView == chain.view() ? chain.block() : views.certified(parentView).vote().block();
    boolean onFinal = parent.equals(chain.block());
    var tip = blocks.get(parent);
    if (!onFinal && (tip == null || tip.judgement == null)) {
      return false;
    }
    long height = tip == null ? chain.height() : tip.proposal.height();
    boolean mayExtend =
        !blocks.closesSet(parent) && height - chain.height() < settings.maxUnfinal();
    if (mayExtend && (work || heartbeatDue && onFinal)) {
      building = new Building(parentView, parent);
      effects.add(new Effect.Build(parent, heartbeatDue && onFinal));
      work = false;
      return true;
    }
    // P8: a block that does not become final by itself is proposed again.
    if (stuck && tip != null) {
      propose(tip, parentView);
      return true;
    }
    return false;
  }

  private void built(Application.Built built) {
    Building asked = building;
    Proposal block = built.proposal();
    if (asked == null || !asked.parent().equals(block.parent()) || !mayVote()) {
      // The view has moved on.
      work = true;
      if (blocks.get(block.id()) == null) {
        drop(List.of(block.id()));
      }
      return;
    }
    building = null;
    work |= built.full();
    Candidate candidate = blocks.add(block);
    candidate.state = Candidate.State.VALID;
    candidate.judgement = built.judgement();
    propose(candidate, asked.parentView());
  }

  private void nothingBuilt(BlockId parent) {
    if (building != null && building.parent().equals(parent)) {
      building = null;
    }
    if (!parent.equals(chain.block()) && blocks.get(parent) == null) {
      // Whether there is work was not looked at.
      work = true;
    }
  }

  private void propose(Candidate candidate, long parentView) {
    Proposal block = candidate.proposal;
    Vote vote = new Vote(Kind.PROPOSE, chain.epoch(), views.now(), block.height(), block.id());
    journal(candidate);
    var own = sign(vote);
    if (own.isEmpty()) {
      return;
    }
    var certificate =
        parentView == 0
            ? Optional.<QuorumCertificate>empty()
            : parentView == chain.view()
                ? chain.certificate()
                : Optional.of(views.certified(parentView));
    var propose =
        new Propose(
            vote,
            own.get().signature(),
            block,
            parentView,
            certificate,
            views.skipsSince(parentView));
    views.at(views.now()).proposal = propose;
    effects.add(new Effect.Broadcast(propose));
  }

  private void judged(BlockId block, Judgement judgement) {
    if (judging == null || !judging.equals(block)) {
      return;
    }
    judging = null;
    var candidate = blocks.get(block);
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

  /** Children before their parents, which come first in {@code lost}. */
  private void drop(List<BlockId> lost) {
    lost.reversed().forEach(block -> effects.add(new Effect.Drop(block)));
  }

  // ------------------------------------------------------------------------------- finality

  // F1: a commit certificate makes its block and all ancestors final.
  private void commit() {
    if (committing != null) {
      return;
    }
    for (Round round : views.newestFirst()) {
      var certificate = round.certificate(Kind.COMMIT);
      var line =
          certificate == null
              ? List.<Candidate>of()
              : blocks.chainTo(certificate.vote().block(), chain.block());
      line.forEach(PbftMachine::requireValid);
      if (certificate != null
          && !line.isEmpty()
          && line.stream().allMatch(block -> block.judgement != null)) {
        committing = new Committing(certificate, line);
        effects.add(
            new Effect.Commit(
                line.stream().map(block -> block.proposal).toList(), certificate.toCertificate()));
        return;
      }
    }
  }

  // F2: a node that disagrees with a quorum stops; it must not go its own way.
  private static void requireValid(Candidate block) {
    if (block.state == Candidate.State.INVALID) {
      throw new IllegalStateException(
          "a quorum committed block %d %s, which this node finds invalid: %s"
              .formatted(block.proposal.height(), block.proposal.id(), block.reason));
    }
  }

  private void committed() {
    Committing done = committing;
    if (done == null) {
      throw new IllegalStateException("nothing was to be committed");
    }
    committing = null;
    var judgement = done.chain().getLast().judgement;
    settle(
        done.certificate().vote().block(),
        done.certificate().vote().height(),
        Optional.of(done.certificate()),
        judgement == null ? chain.set() : judgement.nextSet().orElse(chain.set()),
        done.chain().stream().map(block -> block.proposal.id()).toList());
  }

  /** The chain is final up to {@code block}; {@code next} votes on its children. */
  private void settle(
      BlockId block,
      long height,
      Optional<QuorumCertificate> certificate,
      ValidatorSet next,
      Collection<BlockId> madeFinal) {
    if (chain.advance(block, height, certificate, next)) {
      beginEpoch();
    } else if (views.forgetFinal()) {
      building = null;
      stopViewTimer();
    }
    drop(blocks.settle(block, height, madeFinal));
    blocks.resume();
    heartbeatDue = false;
    progressed = true;
    stuck = false;
    restartHeartbeat();
  }

  private void beginEpoch() {
    views.beginEpoch();
    patience.beginEpoch(views.now());
    amnesia.beginEpoch();
    reported.clear();
    building = null;
    work = true;
    stopViewTimer();
  }

  // ----------------------------------------------------------------------- what is missing

  /** Certified blocks, and ancestors of theirs, that this node has not got. */
  private Set<BlockId> missing() {
    return blocks.missing(views.certifiedBlocks(), chain.block(), chain.height());
  }

  // L2: asks one member after the other; those who prepared the block can hand it out.
  private void fetchWhatIsMissing() {
    int members = chain.set().size();
    for (BlockId block : missing()) {
      if (blocks.ask(block)) {
        int other = Math.floorMod(chain.self() + 1 + fetches++, members);
        other = other == chain.self() ? (other + 1) % members : other;
        if (other != chain.self()) {
          effects.add(new Effect.Send(chain.member(other), new BlockWanted(block)));
        }
      }
    }
  }

  // -------------------------------------------------------------------------------- timers

  private boolean expectsBlock() {
    Round round = views.present();
    return work
        || heartbeatDue
        || building != null
        || round != null && (round.proposal != null || !round.of(Kind.SKIP).isEmpty())
        || views.hasUnfinal();
  }

  // T1: the proposer's time runs only while there is something to wait for.
  private void setViewTimer() {
    if (viewTimerSet || !mayVote()) {
      return;
    }
    boolean passOver = patience.passesOver(views.now());
    if (passOver || expectsBlock()) {
      viewTimerSet = true;
      long millis = passOver ? 0 : patience.millisFor(views.now());
      effects.add(new Effect.SetTimer(Timer.VIEW, millis));
    }
  }

  // T1: an idle chain changes no view.
  private void workGone() {
    work = false;
    if (!expectsBlock() && !voter.guard().hasSkipped(chain.epoch(), views.now())) {
      stopViewTimer();
    }
  }

  private void stopViewTimer() {
    if (viewTimerSet) {
      viewTimerSet = false;
      effects.add(new Effect.StopTimer(Timer.VIEW));
    }
  }

  private void viewTimedOut() {
    if (viewTimerSet) {
      // It stays set: a view is skipped once, and the skip repeated by the resend timer.
      skip();
    }
  }

  private void restartHeartbeat() {
    if (settings.heartbeatMillis() > 0) {
      effects.add(new Effect.SetTimer(Timer.HEARTBEAT, settings.heartbeatMillis()));
    }
  }

  // L1: who makes no progress says again what the others may have missed.
  private void tick() {
    effects.add(new Effect.SetTimer(Timer.RESEND, settings.resendMillis()));
    answered.clear();
    ahead.clear();
    handedOut.clear();
    blocks.resume();
    blocks.forgetAsked();
    overdue = othersAhead && chain.height() == heightAtTick;
    othersAhead = false;
    heightAtTick = chain.height();
    boolean lost = amnesia.isForgotten() || overdue;
    if (!progressed && (lost || expectsBlock())) {
      stuck = true;
      repeatOwnVotes();
      effects.add(new Effect.Broadcast(status(lost)));
    } else if (++ticks % QUIET_TICKS == 0) {
      effects.add(new Effect.Broadcast(status(amnesia.isForgotten())));
    }
    progressed = false;
  }

  private void repeatOwnVotes() {
    for (var own : voter.recent()) {
      if (chain.isCurrent(own.vote()) && own.vote().kind() != Kind.PROPOSE) {
        effects.add(new Effect.Broadcast(new Cast(own.vote(), own.signature())));
      }
    }
    Round round = views.present();
    if (round != null && round.proposal != null && chain.proposer(views.now()) == chain.self()) {
      effects.add(new Effect.Broadcast(round.proposal));
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

  private Status status(boolean asks) {
    return new Status(chain.epoch(), views.now(), chain.height(), asks);
  }
}
