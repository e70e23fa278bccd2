package althing.consensus.pbft.simulation;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Input;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.PbftSettings;
import althing.consensus.pbft.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A network of nodes, its clock, and what befalls it. */
final class World {

  private record Event(long at, long number, Runnable action) {}

  /** Patience in runs of the Twins generator: short, since what costs is the repetition. */
  private static final long VIEW_MILLIS = 200;

  private static final MessageCodec CODEC = new MessageCodec(SimBlock::decode, 1 << 20);

  private static final BlockId GENESIS = BlockId.of(Digest.of(new byte[] {1}));

  final Scenario scenario;
  final Chance chance;
  final Keyring keyring;
  final PbftSettings settings;
  final Referee referee;
  final List<SimNode> nodes = new ArrayList<>();

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private final Set<PublicKey> liars = new HashSet<>();
  private final List<PublicKey> keys = new ArrayList<>();
  private final int[] island;
  private long now;
  private long eventsEver;
  private long nextNumber;
  private long fingerprint;
  private boolean healed;
  private int requests;
  private final ArrayDeque<String> trace = new ArrayDeque<>();
  private final boolean tracing;

  /** In runs of the Twins generator. */
  final @Nullable Schedule schedule;

  /** The newest view that each node spoke of. */
  private final long[] viewOf;

  /** When a node spoke of a view first. */
  private final Map<Long, Long> begun = new HashMap<>();

  /** Whether nothing but the distance holds anybody up. */
  final boolean calm;

  private long messagesSent;
  private long bytesSent;

  World(Scenario scenario, boolean tracing) {
    this(scenario, null, false, tracing);
  }

  /** A network in which nothing goes wrong, to see how fast it is. */
  static World calm(Scenario scenario) {
    return new World(scenario, null, true, false);
  }

  /** Runs {@code schedule}: the rest of the scenario is what {@link Scenario#twins} says. */
  World(Schedule schedule, boolean tracing) {
    this(Scenario.ofTwins(schedule), schedule, false, tracing);
  }

  private World(Scenario scenario, @Nullable Schedule schedule, boolean calm, boolean tracing) {
    this.scenario = scenario;
    this.calm = calm;
    this.schedule = schedule;
    this.tracing = tracing;
    settings =
        schedule == null
            ? PbftSettings.standard(5_000)
            : new PbftSettings(1_000, VIEW_MILLIS, VIEW_MILLIS / 2, 6, 4);
    chance = new Chance(scenario.seed() ^ 0x5DEECE66DL);
    keyring = scenario.ed25519() ? new Ed25519Keyring() : SimBallots.KEYRING;
    for (int i = 0; i < scenario.members() + scenario.spares(); i++) {
      keys.add(keyring.key(i));
    }
    var first = new ValidatorSet(0, keys.subList(0, scenario.members()));
    for (int i = 0; i < scenario.twins() + scenario.liars(); i++) {
      liars.add(keys.get(i));
    }
    for (int i = 0; i < keys.size(); i++) {
      nodes.add(new SimNode(i, i, this, first, GENESIS, liars.contains(keys.get(i))));
    }
    for (int i = 0; i < scenario.twins(); i++) {
      nodes.add(new SimNode(nodes.size(), i, this, first, GENESIS, true));
    }
    for (int i = 0; i < scenario.slowDisks(); i++) {
      nodes.get(chance.below(scenario.members())).syncMillis = 100;
    }
    island = new int[nodes.size()];
    viewOf = new long[nodes.size()];
    referee = new Referee(GENESIS, liars);
  }

  boolean isLiar(PublicKey key) {
    return liars.contains(key);
  }

  // ------------------------------------------------------------------------------ what is done

  /**
   * Trouble first, then a healed network that must make progress.
   *
   * @return a fingerprint of all that happened
   */
  long run() {
    for (SimNode node : nodes) {
      after(chance.between(0, 200), null, node::start);
    }
    for (int second = 0; second * 1_000L < scenario.faultyMillis(); second++) {
      trouble(second * 1_000L);
    }
    runUntil(scenario.faultyMillis());
    heal();
    long height = referee.height();
    runUntil(now + 30_000);
    int last = requests++;
    for (SimNode node : nodes) {
      if (!node.liar) {
        node.submit(last);
      }
    }
    runUntil(now + 30_000);
    Referee.check(referee.height() > height, "no progress in 60 s after height %d", height);
    Referee.check(referee.isFinal(last), "request %d was not executed in 30 s", last);
    for (SimNode node : nodes) {
      Referee.check(
          node.liar || node.head().height() >= referee.height() - 1,
          "node %d is at height %d of %d",
          node.number,
          node.head().height(),
          referee.height());
    }
    return fingerprint;
  }

  /**
   * How fast it is.
   *
   * @param blocks that became final
   * @param latencies from a request to the first member that has it in a final block, rising
   * @param messages sent by all together, to one receiver each
   * @param bytes of those messages
   */
  record Pace(long blocks, List<Long> latencies, long messages, long bytes) {

    long latency(int percent) {
      return latencies.get((latencies.size() - 1) * percent / 100);
    }
  }

  /** Runs with a request every {@code everyMillis}, which every member has at once. */
  Pace pace(long everyMillis, long syncMillis) {
    for (SimNode node : nodes) {
      node.syncMillis = syncMillis;
      node.start();
    }
    var waiting = new TreeMap<Integer, Long>();
    var latencies = new ArrayList<Long>();
    long nextRequest = 1_000;
    while (now < scenario.faultyMillis()) {
      if (now >= nextRequest) {
        nextRequest += everyMillis;
        int request = requests++;
        waiting.put(request, now);
        nodes.forEach(node -> node.submit(request));
      }
      runUntil(now + 1);
      waiting
          .entrySet()
          .removeIf(request -> {
            boolean over = referee.isFinal(request.getKey());
            if (over) {
              latencies.add(now - request.getValue());
            }
            return over;
          });
    }
    latencies.sort(null);
    return new Pace(referee.height(), latencies, messagesSent, bytesSent);
  }

  /** Keeps to the schedule until its views are over; then the network must make progress. */
  void runSchedule() {
    for (SimNode node : nodes) {
      node.start();
    }
    for (long millis = 0; millis < scenario.faultyMillis(); millis += VIEW_MILLIS / 2) {
      int request = requests++;
      at(millis, () -> nodes.forEach(node -> node.submit(request)));
    }
    while (now < scenario.faultyMillis() && Arrays.stream(viewOf).min().orElse(0) <= views()) {
      runUntil(now + VIEW_MILLIS / 4);
    }
    healed = true;
    long height = referee.height();
    long end = now + 60_000;
    while (now < end && nodes.stream().anyMatch(node -> node.head().height() <= height)) {
      runUntil(now + VIEW_MILLIS / 4);
    }
    for (SimNode node : nodes) {
      Referee.check(
          node.head().height() > height,
          "node %d is at height %d, 60 s after height %d",
          node.number,
          node.head().height(),
          height);
    }
  }

  private int views() {
    return schedule == null ? 0 : schedule.turns().size();
  }

  private void trouble(long from) {
    at(from + chance.below(1_000), this::request);
    at(from + chance.below(1_000), this::request);
    for (SimNode node : nodes) {
      if (chance.percent(scenario.crashes())) {
        boolean forget = chance.percent(scenario.amnesia());
        at(from + chance.below(1_000), () -> crash(node, forget));
      }
    }
    if (chance.percent(scenario.partitions())) {
      at(
          from + chance.below(1_000),
          () -> {
            int islands = 2 + chance.below(2);
            for (int i = 0; i < island.length; i++) {
              island[i] = chance.below(islands);
            }
            trace("partition %s", Arrays.toString(island));
            after(chance.between(100, 6_000), null, () -> Arrays.fill(island, 0));
          });
    }
  }

  private void request() {
    int request = requests++;
    for (SimNode node : nodes) {
      if (chance.percent(70)) {
        after(chance.between(0, 20), node, () -> node.submit(request));
      }
    }
  }

  private void crash(SimNode node, boolean forget) {
    if (!node.isUp()) {
      return;
    }
    // Who forgets counts as faulty until the others have left the views it may have voted in.
    boolean lose = forget && nodes.stream().allMatch(other -> other == node || other.remembers());
    trace("crash %d%s", node.number, lose ? " and its journal" : "");
    node.crash(lose);
    after(
        chance.between(1, lose || chance.percent(50) ? 100 : 4_000),
        null,
        () -> {
          if (!node.isUp()) {
            node.start();
          }
        });
  }

  private void heal() {
    healed = true;
    Arrays.fill(island, 0);
    for (SimNode node : nodes) {
      if (!node.isUp()) {
        node.start();
      }
    }
  }

  private void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.remove();
      now = event.at();
      fingerprint = Chance.mix(fingerprint * 31 + now + event.number());
      if (++eventsEver > 5_000_000) {
        throw new AssertionError("more than five million events: somebody shouts");
      }
      event.action().run();
    }
    now = end;
  }

  // ------------------------------------------------------------------------------ the network

  void send(SimNode from, @Nullable PublicKey to, Message sent) {
    Message message = sent;
    if (scenario.encoded()) {
      message = CODEC.decode(CODEC.encode(sent));
      Referee.check(message.equals(sent), "%s arrives as %s", sent, message);
    }
    int size = calm ? CODEC.encode(sent).length : 0;
    for (SimNode node : nodes) {
      if (node == from || node.key.equals(from.key) || to != null && !node.key.equals(to)) {
        continue;
      }
      messagesSent++;
      bytesSent += size;
      if (!healed && (chance.percent(scenario.loss()) || isKeptApart(from, node, message))) {
        continue;
      }
      long delay = chance.between(0, healed ? 10 : scenario.delayMillis());
      deliver(from, node, message, delay);
      if (!healed && chance.percent(scenario.duplicates())) {
        deliver(from, node, message, delay + chance.between(0, 5_000));
      }
    }
  }

  private void deliver(SimNode from, SimNode to, Message message, long delay) {
    after(
        delay,
        to,
        () -> {
          if (island[from.number] == island[to.number]) {
            to.on(new Input.Received(from.key, message));
          }
        });
  }

  private boolean isKeptApart(SimNode from, SimNode to, Message message) {
    if (schedule == null) {
      return (isTwin(from) || isTwin(to)) && chance.percent(50);
    }
    Vote vote =
        switch (message) {
          case Message.Propose propose -> propose.vote();
          case Message.Cast cast -> cast.vote();
          default -> null;
        };
    long spoken =
        vote != null
            ? vote.view()
            : message instanceof Message.Status status ? status.view() : viewOf[from.number];
    viewOf[from.number] = Math.max(viewOf[from.number], spoken);
    long since = begun.computeIfAbsent(spoken, _ -> now);
    // A view in which no group is large enough could not be left.
    boolean over = now - since > 3 * VIEW_MILLIS && vote != null && vote.kind() == Vote.Kind.SKIP;
    return !over && !schedule.passes(spoken, from.number, to.number);
  }

  private boolean isTwin(SimNode node) {
    return scenario.twins() > 0 && keys.indexOf(node.key) < scenario.twins();
  }

  @Nullable SimNode reachable(SimNode from, PublicKey key) {
    for (SimNode node : nodes) {
      if (node.key.equals(key)
          && node != from
          && node.isUp()
          && island[node.number] == island[from.number]) {
        return node;
      }
    }
    return null;
  }

  // ------------------------------------------------------------------------------ the chain

  /**
   * Who votes after {@code height}, if its block closes the set; else empty. The liars stay; one of
   * the others may give way to a spare.
   */
  List<PublicKey> membersAfter(long height) {
    if (scenario.setLength() == 0 || height % scenario.setLength() != 0) {
      return List.of();
    }
    int honest = keys.size() - liars.size();
    int seats = scenario.members() - liars.size();
    var members = new ArrayList<PublicKey>();
    for (PublicKey key : keys) {
      if (liars.contains(key)) {
        members.add(key);
      }
    }
    int first = (int) (height / scenario.setLength() % honest);
    for (int i = 0; i < seats; i++) {
      members.add(keys.get(liars.size() + (first + i) % honest));
    }
    return members;
  }

  void checkProof(Certificate certificate, ValidatorSet set) {
    var ballots = keyring.ballots(GENESIS, 0);
    Referee.check(
        certificate.epoch() == set.epoch() && certificate.signatures().size() >= set.quorum(),
        "certificate of epoch %d with %d signatures for a set of epoch %d",
        certificate.epoch(),
        certificate.signatures().size(),
        set.epoch());
    var vote =
        new Vote(
            Vote.Kind.COMMIT,
            certificate.epoch(),
            certificate.view(),
            certificate.height(),
            certificate.block());
    certificate
        .signatures()
        .forEach((member, signature) ->
            Referee.check(
                ballots.isSignedBy(set.members().get(member), vote, signature),
                "wrong signature of %d",
                member));
  }

  // ------------------------------------------------------------------------------ the clock

  void at(long time, Runnable action) {
    schedule(Math.max(time, now), action);
  }

  /** Runs {@code action} later, if {@code node} is still in the same life then. */
  void after(long delay, @Nullable SimNode node, Runnable action) {
    int life = node == null ? 0 : node.life;
    schedule(
        now + delay,
        () -> {
          if (node == null || node.life == life) {
            action.run();
          }
        });
  }

  private void schedule(long time, Runnable action) {
    events.add(new Event(time, nextNumber++, action));
  }

  void trace(String what, Object... arguments) {
    if (tracing) {
      trace.add("%7d  ".formatted(now) + what.formatted(arguments));
      if (trace.size() > 20_000) {
        trace.remove();
      }
    }
  }

  List<String> trace() {
    return List.copyOf(trace);
  }
}
