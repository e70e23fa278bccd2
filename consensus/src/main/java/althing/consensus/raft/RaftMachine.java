package althing.consensus.raft;

import althing.consensus.Application;
import althing.consensus.Application.Built;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateScheme;
import althing.consensus.certificate.CommitVote;
import althing.consensus.raft.Input.EntryRead;
import althing.consensus.raft.Input.Fetched;
import althing.consensus.raft.Message.Cast;
import althing.consensus.raft.Message.Certified;
import althing.consensus.raft.Message.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One member of a cluster, or one node that follows it: a state machine whose rules R1 to R10 are
 * in the README. The same inputs make the same steps.
 *
 * <p>Two blocks say where it stands: the newest final one, and the newest one that counts in the
 * log, the <i>tip</i>. As a rule the tip is above, by the blocks that wait for votes. It is below
 * while the log is read again after a start, and after final blocks were fetched.
 */
public final class RaftMachine {

  /** Blocks that wait for votes before further entries are judged, unless a proof is known. */
  static final int MAX_WAITING = 16;

  /** How far above the newest final block votes and certificates are kept: as a range of blocks. */
  static final int MAX_AHEAD = 256;

  /** Heights that others may be ahead before final blocks are fetched beside the log. */
  static final int FAR = 64;

  /** Peers whose height is remembered between two ticks. */
  private static final int MAX_CLAIMS = 1_024;

  /** Where a machine stands. */
  public record Standing(long height, ValidatorSet set, boolean leads, int waiting) {}

  private enum Phase {
    NEW,
    RUNNING,
    STOPPING,
    STOPPED
  }

  private record Committing(List<Proposal> chain, Certificate certificate, boolean ours) {}

  /** A block that the application was asked about: of the log, or fetched. */
  private record Question(BlockId block, @Nullable EntryRead entry) {}

  private final RaftSettings settings;
  private final LongFunction<Optional<BlockId>> finalBlocks;
  private final Ballots ballots;
  private final List<Effect> effects = new ArrayList<>();

  private Phase phase = Phase.NEW;
  private long height;
  private BlockId block;
  private ValidatorSet set;

  private Place tip;
  private final Deque<Applied> waiting = new ArrayDeque<>();
  private final Deque<EntryRead> entries = new ArrayDeque<>();
  private final NavigableMap<Long, Place> places = new TreeMap<>();

  private @Nullable Question question;
  private @Nullable Committing committing;
  private @Nullable Fetch fetch;
  private @Nullable Certificate known;

  private boolean leads;
  private boolean work;
  private boolean heartbeatDue;
  private @Nullable BlockId buildingOn;
  private @Nullable Built proposed;
  private boolean proposeAgain;
  private boolean proposalFailed;
  private boolean newestFull;

  private long heightAtTick = -1;
  private final Map<PublicKey, Long> claims = new TreeMap<>();
  private final Map<PublicKey, Long> claimsBefore = new TreeMap<>();
  private final Map<PublicKey, Long> certificatesSent = new HashMap<>();

  /**
   * @param head the newest final block
   * @param finalBlocks the final block at a height
   */
  public RaftMachine(
      Application.Head head,
      LongFunction<Optional<BlockId>> finalBlocks,
      CertificateScheme scheme,
      RaftSettings settings) {
    this.settings = settings;
    this.finalBlocks = finalBlocks;
    ballots = new Ballots(settings.chain(), scheme);
    height = head.height();
    block = head.id();
    set = head.set();
    tip = Place.genesis(settings.chain());
  }

  public Standing standing() {
    return new Standing(height, set, leads, waiting.size());
  }

  /** Entries that wait to be judged. */
  public int entriesWaiting() {
    return entries.size();
  }

  /** The newest place in the log that the final chain reaches; empty before the first. */
  public Optional<Place> finalPlace() {
    return Optional.ofNullable(places.floorEntry(height)).map(Map.Entry::getValue);
  }

  /**
   * Applies one input.
   *
   * @return the effects in the order they take place
   * @throws IllegalStateException if the final chain is not the one that the log or a majority has
   *     (rule R9), or for an answer to what was not asked
   */
  public List<Effect> step(Input input) {
    switch (input) {
      case Input.Started _ -> {
        require(phase == Phase.NEW, input);
        phase = Phase.RUNNING;
        work = true;
        restartHeartbeat();
        effects.add(new Effect.SetTick(settings.tickMillis()));
        effects.add(new Effect.Broadcast(new Status(height)));
      }
      case Input.WorkArrived _ -> work = true;
      case Input.HeartbeatDue _ -> heartbeatDue = true;
      case EntryRead entry -> read(entry);
      case Input.Skipped(var place) -> skipped(place);
      case Input.Leads _ -> {
        leads = true;
        work = true;
        proposeAgain = true;
      }
      case Input.Follows _ -> leads = false;
      case Input.ProposalFailed(var failed) -> {
        // R4: whether the log took it is not known; it is said again at the next tick.
        if (proposed != null && proposed.proposal().id().equals(failed)) {
          proposalFailed = true;
        }
      }
      case Input.BlockBuilt(var built) -> built(built);
      case Input.NothingToBuild _ -> {
        BlockId parent = buildingOn;
        require(parent != null, input);
        work = work || !Objects.equals(parent, tip.block());
        buildingOn = null;
        heartbeatDue = false;
        restartHeartbeat();
      }
      case Input.BlockJudged(var judged, var judgement) -> judged(judged, judgement);
      case Input.Unreadable(var unreadable, var reason) -> unreadable(unreadable, reason);
      case Input.ChainCommitted _ -> committed();
      case Input.Received(var from, var message) -> received(from, message);
      case Fetched fetched -> fetched(fetched);
      case Input.Tick _ -> tick();
      case Input.StopRequested _ -> {
        if (phase != Phase.STOPPED) {
          phase = Phase.STOPPING;
        }
      }
    }
    proceed();
    var step = List.copyOf(effects);
    effects.clear();
    return step;
  }

  /** What follows from the state alone. */
  private void proceed() {
    if (phase == Phase.NEW || phase == Phase.STOPPED) {
      return;
    }
    if (phase == Phase.RUNNING) {
      settle();
      decideEntries();
      judgeFetched();
      settle();
      proposeAgain();
      build();
    }
    forgetPlaces();
    if (phase == Phase.STOPPING && buildingOn == null && question == null && committing == null) {
      phase = Phase.STOPPED;
      effects.add(new Effect.Stopped());
    }
  }

  // The log

  private void read(EntryRead entry) {
    EntryRead last = entries.peekLast();
    if (entry.index() > (last == null ? tip.index() : last.index())) {
      entries.add(entry);
    }
  }

  // R7
  private void skipped(Place place) {
    if (place.index() <= tip.index()) {
      return;
    }
    entries.removeIf(entry -> entry.index() <= place.index());
    tip = place;
    note();
    requireFinal(place.height(), place.block());
  }

  private void decideEntries() {
    for (EntryRead next = entries.peek(); next != null && decide(next); next = entries.peek()) {
      entries.remove();
    }
  }

  /** Whether it is decided what the entry is; else it waits, or the application was asked. */
  private boolean decide(EntryRead read) {
    LogEntry entry = read.entry();
    if (question != null && read.equals(question.entry())) {
      return false;
    }
    // R7: what the log left out has to become final first.
    if (tip.height() > top()) {
      return false;
    }
    // R1
    if (!entry.parent().equals(tip.block()) || entry.height() != tip.height() + 1) {
      passOver(read, "it does not stand on block %d".formatted(tip.height()));
      return true;
    }
    // R6: what is final already is not judged again.
    if (entry.height() <= height) {
      if (finalBlocks.apply(entry.height()).filter(entry.block()::equals).isEmpty()) {
        passOver(read, "another block is final");
      } else {
        moveTip(read, entry.height(), entry.block());
      }
      return true;
    }
    if (question != null || mustWait(entry)) {
      return false;
    }
    question = new Question(entry.block(), read);
    effects.add(
        new Effect.JudgeEntry(
            entry,
            Optional.ofNullable(proposed)
                .map(Built::proposal)
                .filter(ours -> ours.id().equals(entry.block()))));
    return false;
  }

  private boolean mustWait(LogEntry entry) {
    // A4: nothing stands on a block that closes its set before that is final.
    if (!waiting.isEmpty() && waiting.getLast().nextSet().isPresent()) {
      return true;
    }
    // What is being written decides under what the entry is executed.
    if (isBeingWritten(entry)) {
      return true;
    }
    // R10
    long proved = known == null ? 0 : known.height();
    return waiting.size() >= MAX_WAITING && entry.height() > proved;
  }

  private boolean isBeingWritten(LogEntry entry) {
    return committing != null && committing.certificate().height() >= entry.height();
  }

  private void passOver(EntryRead read, String reason) {
    effects.add(new Effect.PassedOver(read.index(), read.entry(), reason));
    moveTip(read, tip.height(), tip.block());
  }

  private void moveTip(EntryRead read, long newHeight, BlockId newBlock) {
    tip = new Place(read.term(), read.index(), newHeight, newBlock);
    note();
  }

  private void note() {
    places.put(tip.height(), tip);
  }

  /** Of the places that the final chain reaches, only the newest is ever asked for. */
  private void forgetPlaces() {
    Long newest = places.floorKey(height);
    if (newest != null) {
      places.headMap(newest).clear();
    }
  }

  private void judged(Proposal judged, Judgement judgement) {
    Question asked = answered(judged.id());
    EntryRead read = asked.entry();
    if (read == null) {
      judgedFetched(judged, judgement);
    } else if (read.equals(entries.peek())) {
      switch (judgement) {
        case Judgement.Valid(var nextSet) -> {
          entries.remove();
          apply(read, judged, nextSet);
        }
        // R2: the same at every member, which runs the same rules on the same state.
        case Judgement.Invalid(var reason) -> {
          entries.remove();
          passOver(read, reason);
        }
        // Only what is being written, or has been, takes the parent away; then it is looked at
        // again.
        case Judgement.NoParent _ ->
            require(read.entry().height() <= height || isBeingWritten(read.entry()), read);
      }
    }
  }

  private void unreadable(BlockId unreadable, String reason) {
    EntryRead read = answered(unreadable).entry();
    if (read != null && read.equals(entries.peek())) {
      entries.remove();
      passOver(read, reason);
    }
  }

  private Question answered(BlockId about) {
    Question asked = question;
    if (asked == null || !asked.block().equals(about)) {
      throw new IllegalStateException("unexpected judgement of %s in %s".formatted(about, this));
    }
    question = null;
    return asked;
  }

  // R2, R3
  private void apply(EntryRead read, Proposal valid, Optional<ValidatorSet> nextSet) {
    moveTip(read, valid.height(), valid.id());
    Optional<Cast> own = Optional.empty();
    if (set.indexOf(settings.self()).isPresent()) {
      Cast cast = ballots.sign(vote(valid, read.term()));
      ballots.add(settings.self(), cast);
      effects.add(new Effect.Broadcast(cast));
      own = Optional.of(cast);
    }
    waiting.add(new Applied(valid, read.term(), nextSet, own));
    newestFull = false;
    if (proposed != null) {
      if (proposed.proposal().id().equals(valid.id())) {
        newestFull = proposed.full();
      } else {
        effects.add(new Effect.Drop(proposed.proposal().id()));
        work = true;
      }
      proposed = null;
    }
    heartbeatDue = false;
    restartHeartbeat();
  }

  private CommitVote vote(Proposal on, long term) {
    return new CommitVote(settings.chain(), set.epoch(), term, on.height(), on.id());
  }

  // Proposing

  // R4
  private void proposeAgain() {
    if (!proposeAgain || !leads || !entries.isEmpty() || question != null) {
      return;
    }
    proposeAgain = false;
    Built ours = proposed;
    if (ours == null) {
      return;
    }
    if (ours.proposal().parent().equals(tip.block())) {
      effects.add(new Effect.Propose(ours.proposal()));
    } else {
      proposed = null;
      work = true;
      effects.add(new Effect.Drop(ours.proposal().id()));
    }
  }

  private void build() {
    if (mayBuild()) {
      effects.add(new Effect.Build(tip.block(), heartbeatDue));
      buildingOn = tip.block();
      work = false;
    }
  }

  private boolean mayBuild() {
    boolean idle = entries.isEmpty() && question == null && buildingOn == null && proposed == null;
    if (!leads || !idle || !work && !heartbeatDue || tip.height() != top()) {
      return false;
    }
    // R4: small blocks would not make the votes faster; waiting makes the next block larger.
    boolean room = waiting.size() <= 1 || newestFull && waiting.size() < settings.maxUnderWay();
    return room && (waiting.isEmpty() || waiting.getLast().nextSet().isEmpty());
  }

  private void built(Built built) {
    require(buildingOn != null, built);
    buildingOn = null;
    Proposal ours = built.proposal();
    if (phase == Phase.RUNNING && leads && ours.parent().equals(tip.block()) && entries.isEmpty()) {
      proposed = built;
      work = work || built.full();
      effects.add(new Effect.Propose(ours));
    } else {
      work = true;
      effects.add(new Effect.Drop(ours.id()));
    }
  }

  // Votes and certificates

  private void received(PublicKey from, Message message) {
    switch (message) {
      case Cast cast -> {
        if (set.indexOf(from).isEmpty()) {
          return;
        }
        if (cast.height() <= height) {
          handOut(from, cast.height());
        } else if (cast.height() <= height + MAX_AHEAD) {
          ballots.add(from, cast);
        }
      }
      case Certified(var certificate) -> {
        claim(from, certificate.height());
        if (set.indexOf(from).isPresent()) {
          certified(from, certificate);
        }
      }
      case Status(var claimed) -> claim(from, claimed);
    }
  }

  // R5: whoever votes on what is final gets the proof.
  private void handOut(PublicKey to, long from) {
    if (certificatesSent.getOrDefault(to, 0L) < from) {
      certificatesSent.put(to, from);
      effects.add(new Effect.SendCertificate(to, from));
    }
  }

  private void certified(PublicKey from, Certificate certificate) {
    long at = certificate.height();
    if (at <= height) {
      boolean agrees = finalBlocks.apply(at).filter(certificate.block()::equals).isPresent();
      if (!agrees && at > 0 && ballots.defect(certificate, set).isEmpty()) {
        throw diverged(at, certificate.block());
      }
    } else if (at <= height + MAX_AHEAD && (known == null || known.height() < at)) {
      if (certificate.epoch() != set.epoch()) {
        return;
      }
      Optional<String> defect = ballots.defect(certificate, set);
      if (defect.isPresent()) {
        effects.add(new Effect.Misbehaved(from, defect.get()));
      } else {
        known = certificate;
      }
    }
  }

  /** Begins to write what is proved, unless something is being written. */
  private void settle() {
    if (committing != null) {
      return;
    }
    Optional<List<Proposal>> fetched = Optional.ofNullable(fetch).flatMap(Fetch::ready);
    if (fetched.isPresent() && fetch != null) {
      commit(fetched.get(), fetch.certificate, false);
      return;
    }
    var liars = new ArrayList<PublicKey>();
    var candidates = new ArrayDeque<>(waiting);
    while (!candidates.isEmpty()) {
      Applied newest = candidates.getLast();
      Optional<Certificate> own =
          ballots.certificate(set, vote(newest.block(), newest.term()), liars);
      Optional<Certificate> proof = own.or(() -> knownOf(newest.block()));
      if (proof.isPresent()) {
        commit(candidates.stream().map(Applied::block).toList(), proof.get(), own.isPresent());
        break;
      }
      candidates.removeLast();
    }
    liars.forEach(liar -> effects.add(new Effect.Misbehaved(liar, "wrong signature of a vote")));
  }

  private Optional<Certificate> knownOf(Proposal applied) {
    Certificate proof = known;
    if (proof == null || proof.height() != applied.height()) {
      return Optional.empty();
    }
    if (!proof.block().equals(applied.id())) {
      throw diverged(proof.height(), proof.block());
    }
    return Optional.of(proof);
  }

  private void commit(List<Proposal> chain, Certificate certificate, boolean ours) {
    committing = new Committing(chain, certificate, ours);
    effects.add(new Effect.Commit(chain, certificate));
  }

  private void committed() {
    Committing done = committing;
    if (done == null) {
      throw new IllegalStateException("nothing was to be committed in " + this);
    }
    committing = null;
    Proposal last = done.chain().getLast();
    Optional<ValidatorSet> nextSet = nextSetAfter(last);
    height = last.height();
    block = last.id();
    nextSet.ifPresent(next -> set = next);
    waiting.removeIf(applied -> applied.block().height() <= height);
    ballots.forgetUpTo(height);
    if (known != null && (known.height() <= height || nextSet.isPresent())) {
      known = null;
    }
    if (fetch != null) {
      fetch.forgetUpTo(height);
      if (fetch.isEmpty()) {
        fetch = null;
      }
    }
    if (proposed != null && proposed.proposal().height() <= height) {
      effects.add(new Effect.Drop(proposed.proposal().id()));
      proposed = null;
      work = true;
    }
    requireFinal(tip.height(), tip.block());
    effects.add(
        new Effect.Broadcast(done.ours() ? new Certified(done.certificate()) : new Status(height)));
  }

  private Optional<ValidatorSet> nextSetAfter(Proposal last) {
    for (Applied applied : waiting) {
      if (applied.block().id().equals(last.id())) {
        return applied.nextSet();
      }
    }
    return fetch == null ? Optional.empty() : fetch.nextSet();
  }

  // Final blocks of others

  private void claim(PublicKey from, long claimed) {
    if (claimed > height && (claims.size() < MAX_CLAIMS || claims.containsKey(from))) {
      claims.merge(from, claimed, Math::max);
      if (!settings.reads()) {
        effects.add(new Effect.Behind(from, claimed));
      }
    }
  }

  // R8
  private void fetched(Fetched fetched) {
    Certificate proof = fetched.certificate();
    List<Proposal> fresh = fetched.chain().stream().filter(each -> each.height() > height).toList();
    if (fetch != null
        || fresh.isEmpty()
        || !fresh.getFirst().parent().equals(block)
        || fresh.getFirst().height() != height + 1) {
      return;
    }
    Optional<String> defect =
        isRow(fetched.chain(), proof)
            ? ballots.defect(proof, set)
            : Optional.of("no row of blocks up to the certificate");
    if (defect.isPresent()) {
      effects.add(new Effect.Misbehaved(fetched.from(), defect.get()));
      effects.add(new Effect.FetchRefused(fetched.from(), proof.height()));
      return;
    }
    for (Applied applied : waiting) {
      Proposal ours = applied.block();
      fresh.stream()
          .filter(theirs -> theirs.height() == ours.height() && !theirs.id().equals(ours.id()))
          .findFirst()
          .ifPresent(theirs -> {
            throw diverged(theirs.height(), theirs.id());
          });
    }
    fetch = new Fetch(fresh, proof);
  }

  private static boolean isRow(List<Proposal> chain, Certificate proof) {
    for (int i = 1; i < chain.size(); i++) {
      Proposal before = chain.get(i - 1);
      if (!chain.get(i).parent().equals(before.id())
          || chain.get(i).height() != before.height() + 1) {
        return false;
      }
    }
    Proposal last = chain.getLast();
    return last.height() == proof.height() && last.id().equals(proof.block());
  }

  private void judgeFetched() {
    if (fetch != null && question == null && committing == null) {
      fetch
          .next()
          .ifPresent(next -> {
            question = new Question(next.id(), null);
            effects.add(new Effect.Judge(next));
          });
    }
  }

  private void judgedFetched(Proposal judged, Judgement judgement) {
    if (fetch == null || fetch.next().filter(next -> next.id().equals(judged.id())).isEmpty()) {
      return;
    }
    switch (judgement) {
      case Judgement.Valid(var nextSet) -> fetch.valid(nextSet);
      // R9
      case Judgement.Invalid(var reason) ->
          throw new IllegalStateException(
              "a majority committed block %d %s, which is invalid here: %s"
                  .formatted(judged.height(), judged.id(), reason));
      case Judgement.NoParent _ -> fetch = null;
    }
  }

  // Time

  private void tick() {
    effects.add(new Effect.SetTick(settings.tickMillis()));
    boolean moved = height != heightAtTick;
    heightAtTick = height;
    certificatesSent.clear();
    if (phase != Phase.RUNNING) {
      return;
    }
    if (!moved && !waiting.isEmpty()) {
      waiting.getLast().own().ifPresent(cast -> effects.add(new Effect.Broadcast(cast)));
    }
    effects.add(new Effect.Broadcast(new Status(height)));
    claims.forEach((peer, claimed) -> {
      // What was said a tick ago and is not here yet is not on its way from the log.
      boolean overdue = !moved && claimsBefore.getOrDefault(peer, 0L) > height;
      if (claimed > height && (overdue || !settings.reads() || claimed > height + FAR)) {
        effects.add(new Effect.Behind(peer, claimed));
      }
    });
    claimsBefore.clear();
    claimsBefore.putAll(claims);
    claims.clear();
    if (proposalFailed) {
      proposalFailed = false;
      proposeAgain = true;
    }
  }

  // S3: every block starts the heartbeat's time anew.
  private void restartHeartbeat() {
    if (settings.heartbeatMillis() > 0) {
      effects.add(new Effect.SetHeartbeat(settings.heartbeatMillis()));
    }
  }

  // What must hold

  /** Height of the newest block that is final, or waits for votes. */
  private long top() {
    return waiting.isEmpty() ? height : waiting.getLast().block().height();
  }

  // R9
  private void requireFinal(long at, BlockId wanted) {
    if (at <= height && finalBlocks.apply(at).filter(wanted::equals).isEmpty()) {
      throw diverged(at, wanted);
    }
  }

  private IllegalStateException diverged(long at, BlockId theirs) {
    return new IllegalStateException(
        "block %d is %s for the cluster; this node has %s"
            .formatted(
                at, theirs, finalBlocks.apply(at).map(BlockId::toString).orElse("another one")));
  }

  private void require(boolean holds, Object input) {
    if (!holds) {
      throw new IllegalStateException("unexpected %s in %s".formatted(input, this));
    }
  }

  /**
   * Checks what must hold between any two steps.
   *
   * @throws IllegalStateException if it does not
   */
  public void check() {
    long next = height + 1;
    BlockId parent = block;
    for (Applied applied : waiting) {
      Proposal each = applied.block();
      require(each.height() == next++ && each.parent().equals(parent), "row of waiting blocks");
      parent = each.id();
    }
    require(question == null || phase != Phase.STOPPED, "a question after the end");
    require(proposed == null || buildingOn == null, "two blocks of this node at once");
    require(waiting.size() <= MAX_WAITING + MAX_AHEAD, "bound of waiting blocks");
  }

  @Override
  public String toString() {
    return "%s, final %d %s, %s, %d wait for votes, %d entries, tip %s"
        .formatted(
            phase, height, block, leads ? "leads" : "follows", waiting.size(), entries.size(), tip);
  }
}
