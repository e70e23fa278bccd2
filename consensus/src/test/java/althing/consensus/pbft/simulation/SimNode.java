package althing.consensus.pbft.simulation;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.Effect;
import althing.consensus.pbft.Input;
import althing.consensus.pbft.JournalRecord;
import althing.consensus.pbft.LedMachine;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.PbftMachine;
import althing.consensus.pbft.QuorumCertificate;
import althing.consensus.pbft.Timer;
import althing.consensus.pbft.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node: the real machine with a simulated disk, application and clock. */
final class SimNode {

  /** Requests in one block of a network that is only looked at for its speed. */
  private static final int CALM_REQUESTS = 1_000;

  record Final(SimBlock block, ValidatorSet setAfter, Optional<Certificate> certificate) {}

  private record Waiting(int records, Effect effect) {}

  final int number;
  final PublicKey key;
  final World world;
  final Chance chance;

  /** Whether nothing is asked of it: it may break every rule, or has a twin. */
  final boolean liar;

  /** Whether it does break rules. */
  private final boolean deceives;

  private final Ballots ballots;
  private final ValidatorSet genesisSet;
  private final BlockId genesis;

  // On disk.
  private final SimDisk journal;
  final Set<Vote> durable = new HashSet<>();
  final List<Final> chain = new ArrayList<>();
  private boolean founded;
  private boolean journalLost;

  // In memory.
  @Nullable PbftMachine machine;
  int life;
  private final List<JournalRecord> unsynced = new ArrayList<>();
  private boolean syncing;

  /** How many of the unsynced records are being written. */
  private int writing;

  private final ArrayDeque<Waiting> outbox = new ArrayDeque<>();
  private int recordsEver;
  private int recordsSynced;
  private final Map<BlockId, SimBlock> executed = new HashMap<>();

  /** The block that was built or judged valid last. */
  private @Nullable SimBlock newest;

  private final Map<Timer, Integer> timers = new EnumMap<>(Timer.class);
  final TreeSet<Integer> pool = new TreeSet<>();
  private final Set<Integer> done = new HashSet<>();
  long syncMillis = 1;

  /** What the application is asked about. */
  private @Nullable BlockId judging;

  /** Whether that was dropped meanwhile. */
  private boolean dropped;

  /** What the machine said of the blocks fetched last. */
  private Effect.@Nullable Outcome answer;

  SimNode(
      int number, int key, World world, ValidatorSet genesisSet, BlockId genesis, boolean liar) {
    this.number = number;
    this.key = world.keyring.key(key);
    this.world = world;
    this.liar = liar;
    deceives = liar && world.schedule == null;
    founded = world.schedule != null;
    chance = world.chance.fork();
    journal = new SimDisk(chance.fork());
    ballots = world.keyring.ballots(genesis, key);
    this.genesisSet = genesisSet;
    this.genesis = genesis;
  }

  Application.Head head() {
    if (chain.isEmpty()) {
      return new Application.Head(genesis, 0, genesisSet, Optional.empty());
    }
    Final last = chain.getLast();
    return new Application.Head(
        last.block().id(), last.block().height(), last.setAfter(), last.certificate());
  }

  boolean isUp() {
    return machine != null;
  }

  /** Whether it will not come to count as one that forgot, unless its journal is lost now. */
  boolean remembers() {
    return machine != null
        && !machine.isForgetful()
        && !(machine.isBlank() && machine.standing().isMember());
  }

  void start() {
    life++;
    var state =
        journalLost
            ? PbftMachine.Journal.LOST
            : founded ? PbftMachine.Journal.WHOLE : PbftMachine.Journal.NEW;
    founded = true;
    journalLost = false;
    var records = journal.read();
    records.forEach(this::isOnDisk);
    Schedule schedule = world.schedule;
    machine =
        schedule == null
            ? new PbftMachine(head(), state, records, ballots, world.settings)
            : LedMachine.of(head(), state, records, ballots, world.settings, schedule::leader);
    on(new Input.Started());
    if (!pool.isEmpty()) {
      on(new Input.WorkArrived());
    }
  }

  /** The process dies; of what was not synced, a part may have reached the disk. */
  void crash(boolean loseJournal) {
    machine = null;
    life++;
    if (syncing) {
      journal.tear(unsynced.subList(0, writing));
    }
    unsynced.clear();
    outbox.clear();
    syncing = false;
    recordsEver = 0;
    recordsSynced = 0;
    executed.clear();
    newest = null;
    judging = null;
    dropped = false;
    timers.clear();
    if (loseJournal) {
      journal.lose();
      journalLost = true;
    }
  }

  void submit(int request) {
    if (done.contains(request)) {
      return;
    }
    pool.add(request);
    on(new Input.WorkArrived());
  }

  void on(Input input) {
    PbftMachine running = machine;
    if (running == null) {
      return;
    }
    world.trace("%d <- %s", number, input);
    PbftMachine.Step step = running.step(input);
    running.check();
    unsynced.addAll(step.records());
    recordsEver += step.records().size();
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Outward) {
        outbox.add(new Waiting(recordsEver, effect));
      } else {
        perform(effect);
      }
    }
    syncAndRelease();
  }

  private void syncAndRelease() {
    if (!syncing && !unsynced.isEmpty()) {
      syncing = true;
      writing = unsynced.size();
      world.after(
          chance.between(0, syncMillis),
          this,
          () -> {
            var written = unsynced.subList(0, writing);
            journal.append(written);
            written.forEach(this::isOnDisk);
            written.clear();
            recordsSynced += writing;
            syncing = false;
            syncAndRelease();
          });
    }
    while (!outbox.isEmpty() && outbox.peek().records() <= recordsSynced) {
      perform(outbox.remove().effect());
    }
  }

  private void isOnDisk(JournalRecord record) {
    if (record instanceof JournalRecord.OwnVote(var vote, _)) {
      durable.add(vote);
    }
  }

  private void perform(Effect effect) {
    world.trace("%d -> %s", number, effect);
    switch (effect) {
      case Effect.Broadcast(var message) -> send(null, message);
      case Effect.Send(var to, var message) -> send(to, message);
      case Effect.Build(var parent, var evenIfEmpty) -> answer(() -> build(parent, evenIfEmpty));
      case Effect.Judge(var block) -> {
        Referee.check(judging == null, "asked about %s during %s", block.id(), judging);
        Referee.check(
            executed.containsKey(block.parent()) || isHead(block.parent()),
            "asked about %s, whose parent is not there",
            block);
        judging = block.id();
        answer(() -> judge((SimBlock) block));
      }
      case Effect.Commit(var blocks, var certificate) ->
          world.after(chance.between(1, 2 + syncMillis), this, () -> commit(blocks, certificate));
      case Effect.Behind(var peer, _) ->
          world.after(chance.between(1, 50), this, () -> fetch(peer));
      case Effect.Answered(_, _, var outcome) -> answer = outcome;
      case Effect.SetTimer(var timer, var delay) -> {
        int turn = timers.merge(timer, 1, Integer::sum);
        world.after(
            delay,
            this,
            () -> {
              if (timers.get(timer) == turn) {
                on(new Input.TimeOut(timer));
              }
            });
      }
      case Effect.StopTimer(var timer) -> timers.merge(timer, 1, Integer::sum);
      case Effect.Drop(var block) -> {
        executed.remove(block);
        dropped |= block.equals(judging);
        executed
            .values()
            .forEach(above ->
                Referee.check(liar || !above.parent().equals(block), "%s is left over", above));
      }
      case Effect.Report(var evidence) -> world.referee.reported(evidence);
      case Effect.Misbehaved(var peer, var what) ->
          Referee.check(world.isLiar(peer), "node %d blames the honest %s: %s", number, peer, what);
      case Effect.Stopped _ -> machine = null;
    }
  }

  private void send(@Nullable PublicKey to, Message message) {
    world.referee.sent(key, message, durable);
    if (deceives && message instanceof Message.Propose propose) {
      int mood = chance.below(10);
      if (mood < 3) {
        return;
      }
      if (mood < 6) {
        world.send(this, to, usurper(propose));
        return;
      }
    }
    if (deceives && message instanceof Message.Status status && chance.percent(50)) {
      boast(to, status);
      return;
    }
    world.send(this, to, message);
  }

  /** Says to have got where nobody is. */
  private void boast(@Nullable PublicKey to, Message.Status status) {
    long height = status.height() + 1 + chance.below(1_000_000);
    long view = status.view() + (chance.percent(50) ? chance.below(1_000_000) : 0);
    world.send(this, to, new Message.Status(status.epoch(), view, height, status.asks()));
    if (chance.percent(20)) {
      var vote = new Vote(Vote.Kind.COMMIT, status.epoch() + 1, 1, height, genesis);
      var alone = new TreeMap<>(Map.of(0, ballots.sign(vote)));
      world.send(this, to, new Message.Certified(new QuorumCertificate(vote, alone)));
    }
  }

  /** A proposal that bypasses whatever is certified, with certificates signed by the liar alone. */
  private Message usurper(Message.Propose propose) {
    Application.Head head = head();
    long epoch = propose.vote().epoch();
    long view = propose.vote().view();
    var proof = head.certificate().filter(certificate -> certificate.epoch() == epoch);
    long parentView = proof.map(Certificate::view).orElse(0L);
    if (head.set().epoch() != epoch || parentView >= view) {
      return propose;
    }
    var requests = pool.stream().limit(10).toList();
    var nextSet = world.membersAfter(head.height() + 1);
    var block =
        SimBlock.on(head.id(), head.height() + 1, chance.nextLong(), true, requests, nextSet);
    executed.put(block.id(), block);
    var skips = new ArrayList<QuorumCertificate>();
    boolean forge = chance.percent(50);
    for (long skipped = Math.max(parentView + 1, view - 64); forge && skipped < view; skipped++) {
      Vote skip = new Vote(Vote.Kind.SKIP, epoch, skipped, 0, Vote.NO_BLOCK);
      int position = head.set().indexOf(key).orElse(0);
      skips.add(new QuorumCertificate(skip, new TreeMap<>(Map.of(position, ballots.sign(skip)))));
    }
    Vote vote = new Vote(Vote.Kind.PROPOSE, epoch, view, block.height(), block.id());
    return new Message.Propose(
        vote, ballots.sign(vote), block, parentView, proof.map(SimNode::ofCommit), skips);
  }

  private static QuorumCertificate ofCommit(Certificate proof) {
    return new QuorumCertificate(
        new Vote(Vote.Kind.COMMIT, proof.epoch(), proof.view(), proof.height(), proof.block()),
        proof.signatures());
  }

  private void answer(Runnable work) {
    long millis = millisToAnswer();
    world.after(
        millis,
        this,
        () -> {
          on(new Input.Took(millis));
          work.run();
        });
  }

  /** Now and then the application is busy with something else. */
  private long millisToAnswer() {
    return !world.calm && chance.percent(2) ? chance.between(0, 1_500) : chance.between(0, 5);
  }

  private Optional<SimBlock> find(BlockId id) {
    return Optional.ofNullable(executed.get(id));
  }

  private boolean isHead(BlockId id) {
    return head().id().equals(id);
  }

  private void build(BlockId parent, boolean evenIfEmpty) {
    var base = find(parent);
    if (base.isEmpty() && !isHead(parent)) {
      on(new Input.NothingToBuild(parent));
      return;
    }
    var before = requestsUpTo(base);
    var requests =
        pool.stream()
            .filter(request -> !before.contains(request))
            .limit(world.calm ? CALM_REQUESTS : 10)
            .toList();
    if (requests.isEmpty() && !evenIfEmpty) {
      on(new Input.NothingToBuild(parent));
      return;
    }
    long height = base.map(SimBlock::height).orElse(head().height()) + 1;
    boolean valid = !(deceives && chance.percent(30));
    var nextSet = world.membersAfter(height);
    if (deceives && chance.percent(20)) {
      nextSet = List.of(key);
    }
    var block = SimBlock.on(parent, height, chance.nextLong(), valid, requests, nextSet);
    executed.put(block.id(), block);
    newest = block;
    on(
        new Input.BlockBuilt(
            new Application.Built(
                block, judgement(block), pool.size() > requests.size() + before.size())));
  }

  private Set<Integer> requestsUpTo(Optional<SimBlock> tip) {
    var all = new HashSet<Integer>();
    for (var at = tip; at.isPresent(); at = find(at.get().parent())) {
      all.addAll(at.get().requests());
    }
    return all;
  }

  private Judgement.Valid judgement(SimBlock block) {
    if (block.nextSet().isEmpty()) {
      return Judgement.Valid.SAME_SET;
    }
    return new Judgement.Valid(Optional.of(head().set().succeededBy(block.nextSet())));
  }

  private void judge(SimBlock block) {
    judging = null;
    if (dropped) {
      dropped = false;
      judged(block, new Judgement.Invalid("dropped"));
      return;
    }
    var parent = find(block.parent());
    if (parent.isEmpty() && !isHead(block.parent())) {
      judged(block, new Judgement.NoParent());
      return;
    }
    if (!block.valid()) {
      judged(block, new Judgement.Invalid("made to be invalid"));
      return;
    }
    // Stands for the header's setHash and nextSetHash, which follow from the state.
    if (!block.nextSet().equals(world.membersAfter(block.height()))) {
      judged(block, new Judgement.Invalid("the wrong next set"));
      return;
    }
    var before = requestsUpTo(parent);
    if (block.requests().stream()
        .anyMatch(request -> before.contains(request) || done.contains(request))) {
      judged(block, new Judgement.Invalid("a request is executed twice"));
      return;
    }
    executed.put(block.id(), block);
    newest = block;
    judged(block, judgement(block));
  }

  private void commit(List<Proposal> blocks, Certificate certificate) {
    var added = new ArrayList<SimBlock>();
    for (Proposal proposal : blocks) {
      Referee.check(
          executed.containsKey(proposal.id()), "asked to commit %s, never judged", proposal);
      added.add((SimBlock) proposal);
    }
    store(added, certificate);
    on(new Input.ChainCommitted());
    on(workOrNone());
  }

  private void judged(SimBlock block, Judgement judgement) {
    on(new Input.BlockJudged(block.id(), judgement));
    on(workOrNone());
  }

  /** The pool of a node shows what the blocks up to the newest one have left. */
  private Input workOrNone() {
    SimBlock tip = newest;
    var included =
        requestsUpTo(
            tip != null && executed.containsKey(tip.id()) ? Optional.of(tip) : Optional.empty());
    boolean work = pool.stream().anyMatch(request -> !included.contains(request));
    return work ? new Input.WorkArrived() : new Input.WorkGone();
  }

  private void store(List<SimBlock> blocks, Certificate certificate) {
    if (!liar) {
      world.referee.committed(number, head().height(), blocks, world::membersAfter);
    }
    ValidatorSet set = head().set();
    world.checkProof(certificate, set);
    for (SimBlock block : blocks) {
      if (!block.nextSet().isEmpty()) {
        set = set.succeededBy(block.nextSet());
      }
      boolean last = block == blocks.getLast();
      chain.add(new Final(block, set, last ? Optional.of(certificate) : Optional.empty()));
      executed.remove(block.id());
      pool.removeAll(block.requests());
      done.addAll(block.requests());
    }
  }

  /** Asks {@code peer} for the blocks it says to have, range by range. */
  private void fetch(PublicKey peer) {
    SimNode source = world.reachable(this, peer);
    if (source == null) {
      return;
    }
    if (source.deceives && chance.percent(70)) {
      if (chance.percent(60)) {
        on(source.fraud(this));
        Referee.check(answer == Effect.Outcome.WRONG, "node %d took a fraud: %s", number, answer);
      }
      return;
    }
    int from = Math.max(0, chain.size() - chance.below(3));
    answer = Effect.Outcome.TAKEN;
    while (from < source.chain.size() && answer != Effect.Outcome.EARLY) {
      int end = source.endOfRange(from, 1 + chance.below(20));
      on(
          new Input.Fetched(
              peer,
              source.chain.subList(from, end).stream()
                  .map(Final::block)
                  .map(Proposal.class::cast)
                  .toList(),
              source.chain.get(end - 1).certificate().orElseThrow()));
      from = end;
    }
  }

  /**
   * Where a range ends that begins at {@code from}: at a block with a certificate, after {@code
   * wanted} blocks or more, or where the set changes.
   */
  private int endOfRange(int from, int wanted) {
    int at = from;
    while (at < chain.size() - 1
        && chain.get(at).block().nextSet().isEmpty()
        && (at - from + 1 < wanted || chain.get(at).certificate().isEmpty())) {
      at++;
    }
    return at + 1;
  }

  /** What a liar hands to {@code victim} for final blocks. */
  private Input fraud(SimNode victim) {
    long height = victim.head().height() + 1;
    long epoch = victim.head().set().epoch() + chance.below(2);
    var block =
        SimBlock.on(victim.head().id(), height, chance.nextLong(), true, List.of(), List.of());
    long view = 1 + chance.below(1_000_000);
    int position = victim.head().set().indexOf(key).orElse(0);
    var commit = new Vote(Vote.Kind.COMMIT, epoch, view, height, block.id());
    var alone = new TreeMap<>(Map.of(position, ballots.sign(commit)));
    if (chance.percent(50)) {
      for (int i = 0; i < victim.head().set().size(); i++) {
        alone.putIfAbsent(i, ballots.sign(commit));
      }
    }
    return new Input.Fetched(
        key, List.of(block), new Certificate(epoch, view, height, block.id(), alone));
  }
}
