package althing.consensus.raft;

import althing.consensus.Application.Built;
import althing.consensus.Application.Head;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.certificate.Certificate;
import althing.consensus.certificate.CertificateScheme;
import althing.consensus.certificate.CommitRule;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of real machines over a log that is a list. What happens next is drawn from all that
 * can happen: messages and answers overtake each other and get lost, members die and start again
 * from their disks, leaders change, the log's beginning is thrown away. One node more has no seat.
 */
final class ClusterWorld {

  private record Slot(long term, LogEntry entry) {}

  private record Event(Node node, int life, Runnable happens) {}

  private final Random random;
  private final int members;
  private final List<Slot> log = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private Place purged = Place.genesis(TestBlock.GENESIS);
  private long term = 1;
  private @Nullable Node leader;
  private int leaderReadsTo;
  private boolean trouble = true;
  private int numbers;

  ClusterWorld(long seed, int members) {
    random = new Random(seed);
    this.members = members;
    for (int number = 0; number <= members; number++) {
      nodes.add(new Node(number));
    }
    nodes.forEach(Node::start);
  }

  ClusterWorld run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    return this;
  }

  /** No trouble any more; whoever is dead is started. */
  ClusterWorld heal() {
    trouble = false;
    nodes.stream().filter(node -> !node.alive()).forEach(Node::start);
    if (leader == null || !leader.alive()) {
      elect(nodes.getFirst());
    }
    return this;
  }

  /** Goes on until all have a block more than any has now. */
  void requireProgress(int steps) {
    long goal = 1 + highest();
    for (int i = 0; i < steps; i++) {
      if (nodes.stream().allMatch(node -> node.height() >= goal)) {
        return;
      }
      step();
    }
    throw new AssertionError(
        "no progress to %d: %s".formatted(goal, nodes.stream().map(n -> n.machine).toList()));
  }

  /** Height of the newest block that is final somewhere. */
  long highest() {
    return nodes.stream().mapToLong(Node::height).max().orElseThrow();
  }

  private void step() {
    int what = random.nextInt(400);
    Node node = nodes.get(random.nextInt(nodes.size()));
    if (trouble && what == 0) {
      if (node.alive()) {
        node.kill();
      } else {
        node.start();
      }
    } else if (trouble && what == 1 && node.number < members && node.alive()) {
      elect(node);
    } else if (trouble && what == 2) {
      node.finalPlace()
          .filter(_ -> node.number < members)
          .ifPresent(place -> {
            if (place.index() > purged.index()) {
              purged = place;
            }
          });
    } else if (!node.alive()) {
      return;
    } else if (what < 24) {
      node.input(new Input.Tick());
    } else if (what < 40) {
      node.input(random.nextBoolean() ? new Input.WorkArrived() : new Input.HeartbeatDue());
    } else if (what < 160) {
      node.readLog();
    } else if (!events.isEmpty()) {
      Event event = events.remove(random.nextInt(events.size()));
      if (event.node().alive() && event.node().life == event.life()) {
        event.happens().run();
      }
    }
  }

  private void elect(Node next) {
    Node before = leader;
    if (before != null && before.alive()) {
      before.later(() -> {
        if (leader != before) {
          before.input(new Input.Follows());
        }
      });
    }
    term++;
    leader = next;
    leaderReadsTo = log.size();
    next.leadsSoon = true;
  }

  private boolean isLost() {
    return trouble && random.nextInt(10) == 0;
  }

  /** One node; what is final, and the place it noted last, survive its death. */
  final class Node {
    final int number;
    private final CertificateScheme scheme;
    private final List<BlockId> chain = new ArrayList<>(List.of(TestBlock.GENESIS));
    private final List<Proposal> blocks = new ArrayList<>();
    private final NavigableMap<Long, Certificate> certificates = new TreeMap<>();
    private @Nullable Place noted;
    private @Nullable RaftMachine machine;
    private int read;
    private int life;
    private boolean leadsSoon;

    Node(int number) {
      this.number = number;
      scheme = Keys.scheme(number);
    }

    boolean alive() {
      return machine != null;
    }

    long height() {
      return chain.size() - 1L;
    }

    Optional<Place> finalPlace() {
      return Optional.ofNullable(machine).flatMap(RaftMachine::finalPlace);
    }

    void start() {
      life++;
      Optional<Certificate> proof = Optional.ofNullable(certificates.get(height()));
      machine =
          new RaftMachine(
              new Head(chain.getLast(), height(), Keys.set(members), proof),
              this::finalBlock,
              scheme,
              new RaftSettings(
                  TestBlock.GENESIS, Keys.key(number), number < members, 1_000, 500, 4));
      input(new Input.Started());
      read = 0;
      Place place = noted;
      if (place != null) {
        read = (int) place.index() + 1;
        input(new Input.Skipped(place));
      }
    }

    void kill() {
      finalPlace().filter(_ -> random.nextBoolean()).ifPresent(place -> noted = place);
      machine = null;
      leadsSoon = false;
      if (leader == this) {
        leader = null;
      }
    }

    private Optional<BlockId> finalBlock(long height) {
      return height < chain.size() ? Optional.of(chain.get((int) height)) : Optional.empty();
    }

    private void readLog() {
      if (number >= members) {
        return;
      }
      if (read <= purged.index()) {
        read = (int) purged.index() + 1;
        noted = purged;
        input(new Input.Skipped(purged));
      } else if (read < log.size()) {
        Slot slot = log.get(read);
        input(new Input.EntryRead(slot.term(), read++, slot.entry()));
      }
      if (leadsSoon && leader == this && read >= leaderReadsTo) {
        leadsSoon = false;
        input(new Input.Leads());
      }
    }

    private void later(Runnable happens) {
      events.add(new Event(this, life, happens));
    }

    private void input(Input input) {
      RaftMachine now = machine;
      if (now != null) {
        List<Effect> effects = now.step(input);
        now.check();
        effects.forEach(this::perform);
      }
    }

    private void perform(Effect effect) {
      switch (effect) {
        case Effect.Build(var parent, _) -> later(() -> build(parent));
        case Effect.Propose(var block) -> later(() -> propose(block));
        case Effect.JudgeEntry(var entry, _) ->
            later(() -> judged(TestBlock.read(entry.encoded())));
        case Effect.Judge(var block) -> later(() -> judged((TestBlock) block));
        case Effect.Commit(var added, var proof) -> later(() -> commit(added, proof));
        case Effect.Broadcast(var message) ->
            nodes.stream().filter(to -> to != this).forEach(to -> send(to, message));
        case Effect.SendCertificate(var to, var height) ->
            Optional.ofNullable(certificates.ceilingEntry(height))
                .ifPresent(proof ->
                    nodes.stream()
                        .filter(each -> Keys.key(each.number).equals(to))
                        .forEach(each -> send(each, new Message.Certified(proof.getValue()))));
        case Effect.Behind(var peer, _) ->
            nodes.stream()
                .filter(each -> Keys.key(each.number).equals(peer))
                .forEach(each -> later(() -> fetch(each)));
        case Effect.Misbehaved _, Effect.FetchRefused _ -> throw new AssertionError(effect);
        case Effect.Drop _,
            Effect.PassedOver _,
            Effect.SetHeartbeat _,
            Effect.SetTick _,
            Effect.Stopped _ -> {}
      }
    }

    private void send(Node to, Message message) {
      Message decoded = RaftCodec.decodeMessage(RaftCodec.encode(message));
      if (!isLost()) {
        to.later(() -> to.input(new Input.Received(Keys.key(number), decoded)));
      }
    }

    private void build(BlockId parent) {
      // A number now and then makes a block that its own builder finds invalid later, as all do.
      var block = TestBlock.on(parent, heightOf(parent) + 1, ++numbers);
      input(
          heightOf(parent) < 0 || random.nextInt(5) == 0
              ? new Input.NothingToBuild()
              : new Input.BlockBuilt(
                  new Built(block, Judgement.Valid.SAME_SET, random.nextInt(4) == 0)));
    }

    private long heightOf(BlockId block) {
      int at = chain.indexOf(block);
      return at >= 0
          ? at
          : log.stream()
              .filter(slot -> slot.entry().block().equals(block))
              .mapToLong(slot -> slot.entry().height())
              .findFirst()
              .orElse(-1);
    }

    private void propose(Proposal block) {
      boolean taken = leader == this && !leadsSoon && !isLost();
      if (taken) {
        log.add(new Slot(term, RaftCodec.decodeEntry(RaftCodec.encode(LogEntry.of(block)))));
      }
      if (!taken || isLost()) {
        input(new Input.ProposalFailed(block.id()));
      }
    }

    private void judged(TestBlock block) {
      input(
          new Input.BlockJudged(
              block,
              block.isValid() ? Judgement.Valid.SAME_SET : new Judgement.Invalid("its number")));
    }

    private void commit(List<Proposal> added, Certificate proof) {
      for (Proposal block : added) {
        if (!block.parent().equals(chain.getLast())) {
          throw new AssertionError(block + " on " + chain.getLast());
        }
        chain.add(block.id());
        blocks.add(block);
      }
      if (scheme
          .defect(proof, TestBlock.GENESIS, Keys.set(members), CommitRule.RAFT.needed(members))
          .isPresent()) {
        throw new AssertionError(proof);
      }
      certificates.put(proof.height(), proof);
      requireAgreement();
      input(new Input.ChainCommitted());
    }

    private void fetch(Node from) {
      int first = chain.size();
      var proof = from.certificates.ceilingEntry((long) first + random.nextInt(8));
      if (first <= from.height() && proof != null) {
        input(
            new Input.Fetched(
                Keys.key(from.number),
                from.blocks.subList(first - 1, proof.getKey().intValue()),
                proof.getValue()));
      }
    }

    private void requireAgreement() {
      for (Node other : nodes) {
        int common = Math.min(chain.size(), other.chain.size());
        if (!chain.get(common - 1).equals(other.chain.get(common - 1))) {
          throw new AssertionError("two final blocks at height " + (common - 1));
        }
      }
    }
  }
}
