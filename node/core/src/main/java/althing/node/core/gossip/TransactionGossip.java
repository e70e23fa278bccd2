package althing.node.core.gossip;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.transaction.TransactionRefusal;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment;
import althing.node.core.gossip.Fetches.Fetch;
import althing.node.core.gossip.Fetches.Source;
import althing.node.core.gossip.TransactionMessage.Announcement;
import althing.node.core.gossip.TransactionMessage.Answer;
import althing.node.core.gossip.TransactionMessage.Request;
import althing.node.core.mempool.Intake;
import althing.node.core.mempool.Mempool;
import althing.node.core.mempool.PoolRefusal;
import althing.node.network.Lane;
import althing.node.network.PeerId;
import althing.node.network.PeerNetwork;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Brings transactions into the mempools of all nodes: who takes one in announces its hash, and who
 * lacks it asks one of the announcers for it. Safe from any thread; never waits, and recovers
 * signatures nowhere but on the executor that it is given.
 */
public final class TransactionGossip {

  private static final int TICK_MILLIS = 100;

  private final GossipSettings settings;
  private final PeerNetwork network;
  private final Environment environment;
  private final Executor verifiers;
  private final Mempool pool;
  private final Function<Bytes, Intake.Result> submit;
  private final GossipMetrics metrics;

  private final Object lock = new Object();
  private final Announcements announcements;
  private final Fetches fetches;
  private final Map<PeerId, Budget> budgets = new HashMap<>();

  /** Transactions that need not be fetched, until when in nanoseconds. */
  private final RecentMap<Hash, Long> settled;

  private boolean batchAlarmSet;
  private boolean tickSet;
  private boolean againSet;
  private boolean closed;

  /** What a peer may have of us. */
  private record Budget(Allowance hashes, Allowance servedBytes) {}

  /** What became of a fetched transaction. */
  private enum Outcome {
    TAKEN,
    KNOWN,
    REFUSED,
    INVALID,
    MISNAMED
  }

  /**
   * @param verifiers checks what peers send; may run several tasks at once
   * @param submit takes an envelope in as {@link Intake#submit} does, on the verifiers' threads,
   *     and tells whoever else wants to know of a new transaction
   */
  public TransactionGossip(
      GossipSettings settings,
      PeerNetwork network,
      Environment environment,
      Executor verifiers,
      Mempool pool,
      Function<Bytes, Intake.Result> submit,
      MeterRegistry meters) {
    this.settings = settings;
    this.network = network;
    this.environment = environment;
    this.verifiers = verifiers;
    this.pool = pool;
    this.submit = submit;
    metrics = new GossipMetrics(meters);
    announcements = new Announcements(settings);
    fetches = new Fetches(settings);
    settled = new RecentMap<>(settings.settledHashes());
    metrics.gauge("fetching", "announced transactions that are not here yet", this::fetching);
  }

  /** A peer can be talked to. It is told of what waits in the mempool. */
  public void onPeerConnected(PeerId peer) {
    synchronized (lock) {
      long now = environment.nanoTime();
      int hashes = settings.hashesPerSecond();
      int bytes = settings.servedBytesPerSecond();
      budgets.put(
          peer,
          new Budget(
              new Allowance(hashes, 3L * hashes, now), new Allowance(bytes, 2L * bytes, now)));
      announcements.connect(peer);
      fetches.connect(peer, now);
    }
    // What is accepted meanwhile is announced as well.
    List<Hash> pending = pool.pending(settings.toldAtStart());
    synchronized (lock) {
      pending.forEach(hash -> announcements.add(peer, hash));
      announce(1);
      if (!againSet && !closed) {
        againSet = true;
        environment.schedule(settings.againMillis(), this::onAgain);
      }
    }
  }

  /**
   * Tells again of what waits for long (rule GT1): it may be that an announcement did not get out,
   * or that whoever heard it gave up, and that nobody who makes blocks has the transaction.
   */
  private void onAgain() {
    List<Hash> waiting = pool.pending(settings.toldAgain(), settings.againMillis());
    synchronized (lock) {
      againSet = !closed && !budgets.isEmpty();
      if (againSet) {
        waiting.forEach(announcements::addAgain);
        announce(1);
        environment.schedule(settings.againMillis(), this::onAgain);
      }
    }
  }

  /** A peer is gone. What was asked of it is asked of others. */
  public void onPeerDisconnected(PeerId peer) {
    synchronized (lock) {
      budgets.remove(peer);
      announcements.disconnect(peer);
      fetches.disconnect(peer);
      ask();
    }
  }

  /** A transaction entered the mempool, wherever it came from. May be told more than once. */
  public void accepted(SignedTransaction transaction) {
    if (transaction.isTick()
        || transaction.encoded().size() > TransactionMessageCodec.MAX_ANSWER_BYTES) {
      return;
    }
    synchronized (lock) {
      settle(transaction.hash(), false, environment.nanoTime());
      announcements.add(transaction.hash());
      announce(settings.batchHashes());
      if (!batchAlarmSet && !closed && !announcements.due(1).isEmpty()) {
        announce(1);
        batchAlarmSet = true;
        environment.schedule(settings.batchMillis(), this::onBatchAlarm);
      }
    }
  }

  /** A message of the lane for transactions. */
  public void onMessage(PeerId peer, byte[] message) {
    metrics.bytesIn.increment(message.length);
    TransactionMessage decoded;
    try {
      decoded = TransactionMessageCodec.decode(message);
    } catch (MalformedException e) {
      penalise(peer, Penalty.MALFORMED, String.valueOf(e.getMessage()));
      return;
    }
    switch (decoded) {
      case Announcement(var hashes) -> announced(peer, hashes);
      case Request request -> serve(peer, request);
      case Answer answer -> answered(peer, answer);
    }
  }

  /** Sends and asks nothing any more. */
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  private void announced(PeerId peer, List<Hash> hashes) {
    metrics.heard.increment(hashes.size());
    if (!mayNameHashes(peer, hashes.size())) {
      metrics.ignored.increment(hashes.size());
      return;
    }
    Set<Hash> pooled = new HashSet<>(hashes);
    pooled.removeIf(hash -> !pool.isKnown(hash));
    synchronized (lock) {
      Source source = fetches.source(peer);
      if (source == null) {
        return;
      }
      long now = environment.nanoTime();
      for (Hash hash : hashes) {
        announcements.knows(peer, hash);
        if (!pooled.contains(hash) && !isSettled(hash, now) && !fetches.offer(source, hash)) {
          metrics.ignored.increment();
        }
      }
      ask();
    }
  }

  private void serve(PeerId peer, Request request) {
    if (!mayNameHashes(peer, request.hashes().size())) {
      return;
    }
    var envelopes = new ArrayList<Bytes>(request.hashes().size());
    int bytes = 0;
    int found = 0;
    for (Hash hash : request.hashes()) {
      Bytes envelope = pool.get(hash).map(SignedTransaction::encoded).orElse(Bytes.EMPTY);
      if (envelope.size() > TransactionMessageCodec.MAX_ANSWER_BYTES) {
        envelope = Bytes.EMPTY;
      }
      bytes += envelope.size();
      if (bytes > TransactionMessageCodec.MAX_ANSWER_BYTES) {
        break;
      }
      found += envelope.isEmpty() ? 0 : 1;
      envelopes.add(envelope);
    }
    byte[] answer = TransactionMessageCodec.encode(new Answer(request.id(), envelopes));
    synchronized (lock) {
      Budget budget = budgets.get(peer);
      if (budget == null) {
        return;
      }
      if (!budget.servedBytes().trySpend(answer.length, environment.nanoTime())) {
        penalise(peer, Penalty.EXCESS, "asks for too many transactions");
      } else if (send(peer, answer)) {
        metrics.served.increment(found);
      }
    }
  }

  private void answered(PeerId peer, Answer answer) {
    Fetches.Request request;
    synchronized (lock) {
      Source source = fetches.source(peer);
      if (source == null || !source.trusted || closed) {
        return;
      }
      if (!fetches.wasAsked(source, answer.id())) {
        penalise(
            peer, Penalty.UNASKED, "answers request %d, which was not made".formatted(answer.id()));
        return;
      }
      var found = fetches.answered(source, answer.id());
      if (found.isEmpty()) {
        return;
      }
      request = found.get();
      if (answer.envelopes().size() > request.fetches.size()) {
        penalise(
            peer,
            Penalty.UNASKED,
            "answers %d hashes of %d".formatted(answer.envelopes().size(), request.fetches.size()));
        fetches.distrust(source);
        fetches.checked(request, 0, List.of());
        ask();
        return;
      }
    }
    verifiers.execute(() -> verify(request, answer.envelopes()));
  }

  /** On a thread of the verifiers. Stops at the first transaction that is wrong (rule GT5). */
  private void verify(Fetches.Request request, List<Bytes> envelopes) {
    var settledNow = new HashMap<Hash, Outcome>();
    var lacking = new ArrayList<Fetch>();
    int reached = 0;
    for (; reached < envelopes.size() && request.source.trusted; reached++) {
      Fetch fetch = request.fetches.get(reached);
      Bytes envelope = envelopes.get(reached);
      if (envelope.isEmpty()) {
        lacking.add(fetch);
        continue;
      }
      Outcome outcome = take(request.source.peer, fetch.hash, envelope);
      if (outcome == Outcome.MISNAMED || outcome == Outcome.INVALID) {
        synchronized (lock) {
          fetches.distrust(request.source);
        }
      }
      if (outcome != Outcome.MISNAMED) {
        settledNow.put(fetch.hash, outcome);
      }
    }
    synchronized (lock) {
      long now = environment.nanoTime();
      int refused = 0;
      for (var each : settledNow.entrySet()) {
        boolean isRefused = each.getValue() == Outcome.REFUSED;
        refused += isRefused ? 1 : 0;
        settle(each.getKey(), isRefused, now);
      }
      fetches.wasted(request.source, refused);
      fetches.checked(request, reached, lacking);
      ask();
    }
  }

  private Outcome take(PeerId peer, Hash hash, Bytes envelope) {
    if (!TransactionCodec.hash(envelope).equals(hash)) {
      penalise(peer, Penalty.MALFORMED, "sent another transaction than " + hash);
      return Outcome.MISNAMED;
    }
    metrics.fetched.increment();
    Intake.Result result;
    try {
      result = submit.apply(envelope);
    } catch (MalformedException e) {
      penalise(peer, Penalty.INVALID, "transaction " + hash + ": " + e.getMessage());
      return Outcome.INVALID;
    }
    return switch (result) {
      case Intake.Result.Accepted(var transaction) -> {
        accepted(transaction);
        yield Outcome.TAKEN;
      }
      case Intake.Result.Refused(PoolRefusal.AlreadyKnown _) -> {
        metrics.duplicates.increment();
        yield Outcome.KNOWN;
      }
      case Intake.Result.Refused(var refusal) -> {
        metrics.refused.increment();
        if (isNobodys(refusal)) {
          penalise(peer, Penalty.INVALID, "transaction " + hash + ": " + refusal.message());
          yield Outcome.INVALID;
        }
        yield Outcome.REFUSED;
      }
    };
  }

  /** Whether no node of this chain can have taken the transaction in, whatever its state. */
  private static boolean isNobodys(PoolRefusal refusal) {
    return refusal instanceof PoolRefusal.Unfit(var why)
        && switch (why) {
          case TransactionRefusal.WrongChain _,
              TransactionRefusal.NotReplayProtected _,
              TransactionRefusal.CreatesContract _,
              TransactionRefusal.IntrinsicGasTooLow _,
              TransactionRefusal.TipAboveFeeCap _,
              TransactionRefusal.CostOverflow _ ->
              true;
          case TransactionRefusal.ExceedsBlockGasLimit _,
              TransactionRefusal.FeeCapBelowBaseFee _,
              TransactionRefusal.NonceTooLow _,
              TransactionRefusal.NonceTooHigh _,
              TransactionRefusal.InsufficientFunds _ ->
              false;
        };
  }

  private boolean mayNameHashes(PeerId peer, int count) {
    synchronized (lock) {
      Budget budget = budgets.get(peer);
      if (budget == null) {
        return false;
      }
      if (budget.hashes().trySpend(count, environment.nanoTime())) {
        return true;
      }
    }
    penalise(peer, Penalty.EXCESS, "names too many transactions");
    return false;
  }

  private void settle(Hash hash, boolean refused, long now) {
    long millis = refused ? settings.refusedMillis() : Integer.MAX_VALUE;
    settled.remove(hash);
    settled.put(hash, now + TimeUnit.MILLISECONDS.toNanos(millis));
    fetches.settle(hash);
  }

  private boolean isSettled(Hash hash, long now) {
    Long until = settled.get(hash);
    return until != null && until - now > 0;
  }

  /** Tells the peers for whom at least {@code least} hashes wait. */
  private void announce(int least) {
    for (PeerId peer : announcements.due(least)) {
      for (List<Hash> next = announcements.take(peer);
          !next.isEmpty();
          next = announcements.take(peer)) {
        if (send(peer, TransactionMessageCodec.encode(new Announcement(next)))) {
          metrics.announced.increment(next.size());
        }
      }
    }
  }

  private void onBatchAlarm() {
    synchronized (lock) {
      batchAlarmSet = !closed && !announcements.due(1).isEmpty();
      if (batchAlarmSet) {
        announce(1);
        environment.schedule(settings.batchMillis(), this::onBatchAlarm);
      }
    }
  }

  /** Makes the requests that may be made now. */
  private void ask() {
    long now = environment.nanoTime();
    Fetches.Request next;
    while (!closed && (next = fetches.next(now)) != null) {
      byte[] request = TransactionMessageCodec.encode(new Request(next.id, next.hashes()));
      if (send(next.source.peer, request)) {
        metrics.requests.increment();
      } else {
        fetches.unsent(next, now);
      }
    }
    if (!tickSet && !closed && !fetches.isEmpty()) {
      tickSet = true;
      environment.schedule(TICK_MILLIS, this::onTick);
    }
  }

  private void onTick() {
    synchronized (lock) {
      tickSet = false;
      metrics.timeouts.increment(fetches.expire(environment.nanoTime()));
      ask();
    }
  }

  private boolean send(PeerId peer, byte[] message) {
    boolean taken = !closed && network.send(peer, Lane.TRANSACTIONS, message);
    if (taken) {
      metrics.bytesOut.increment(message.length);
    }
    return taken;
  }

  private void penalise(PeerId peer, int points, String reason) {
    metrics.penalties.increment();
    network.penalise(peer, points, reason);
  }

  private int fetching() {
    synchronized (lock) {
      return fetches.size();
    }
  }
}
