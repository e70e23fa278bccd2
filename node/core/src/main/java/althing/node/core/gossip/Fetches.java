package althing.node.core.gossip;

import althing.ledger.types.Hash;
import althing.node.network.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions peers offer, and who is asked for which. A hash is asked of one peer at a time
 * (rule GT2). Decides and remembers only; for one thread.
 */
final class Fetches {

  /** A transaction that is offered and not here yet. */
  static final class Fetch {
    final Hash hash;

    /** Those that offer it, each of which may be asked. */
    final Set<Source> sources = new LinkedHashSet<>();

    int attempts;
    @Nullable Request askedIn;

    Fetch(Hash hash) {
      this.hash = hash;
    }
  }

  /** Hashes asked of one peer in one message. */
  static final class Request {
    final Source source;
    final int id;
    final List<Fetch> fetches;
    final long deadlineNanos;

    Request(Source source, int id, List<Fetch> fetches, long deadlineNanos) {
      this.source = source;
      this.id = id;
      this.fetches = fetches;
      this.deadlineNanos = deadlineNanos;
    }

    List<Hash> hashes() {
      return fetches.stream().map(fetch -> fetch.hash).toList();
    }
  }

  /** A connected peer that may offer transactions. */
  static final class Source {
    final PeerId peer;

    /** Read by the threads that check answers. */
    volatile boolean trusted = true;

    private final Set<Fetch> unasked = new LinkedHashSet<>();
    private final Map<Integer, Request> open = new HashMap<>();

    /** Requests that were given up, whose answers may still come. */
    private final RecentMap<Integer, Request> late = new RecentMap<>(LATE_REQUESTS);

    private final Allowance waste;
    private int offers;
    private int nextId;
    private boolean slow;
    private long pauseEndsNanos;

    Source(PeerId peer, Allowance waste, long now) {
      this.peer = peer;
      this.waste = waste;
      pauseEndsNanos = now;
    }
  }

  private static final int LATE_REQUESTS = 64;

  private final GossipSettings settings;
  private final Map<PeerId, Source> sources = new LinkedHashMap<>();
  private final Map<Hash, Fetch> fetches = new HashMap<>();

  /** Those not answered, the first deadline first. */
  private final Deque<Request> waiting = new ArrayDeque<>();

  /** Requests not answered, or whose answers are being checked. */
  private int busy;

  Fetches(GossipSettings settings) {
    this.settings = settings;
  }

  void connect(PeerId peer, long now) {
    int waste = settings.wastePerSecond();
    sources.put(peer, new Source(peer, new Allowance(waste, 10L * waste, now), now));
  }

  void disconnect(PeerId peer) {
    Source source = sources.remove(peer);
    if (source != null) {
      leave(source);
    }
  }

  @Nullable Source source(PeerId peer) {
    return sources.get(peer);
  }

  boolean isEmpty() {
    return fetches.isEmpty();
  }

  int size() {
    return fetches.size();
  }

  /** Notes that a peer has a transaction which is not here; whether there was room for that. */
  boolean offer(Source source, Hash hash) {
    Fetch fetch = fetches.get(hash);
    if (!source.trusted
        || source.offers >= settings.offersOfPeer()
        || fetch == null && fetches.size() >= settings.offersInAll()) {
      return false;
    }
    if (fetch == null) {
      fetch = new Fetch(hash);
      fetches.put(hash, fetch);
    }
    if (fetch.sources.add(source)) {
      source.offers++;
      if (fetch.askedIn == null) {
        source.unasked.add(fetch);
      }
    }
    return true;
  }

  /**
   * The next request that may be made, or null. Peers take turns, and those that answer in time
   * come first.
   */
  @Nullable Request next(long now) {
    if (busy >= settings.requestsInAll()) {
      return null;
    }
    Source source = ready(false, now);
    if (source == null) {
      source = ready(true, now);
    }
    return source == null ? null : ask(source, now);
  }

  private @Nullable Source ready(boolean slow, long now) {
    for (Source source : sources.values()) {
      if (source.slow == slow
          && source.open.size() < (slow ? 1 : settings.requestsOfPeer())
          && !source.unasked.isEmpty()
          && now - source.pauseEndsNanos >= 0
          && !source.waste.isSpent(now)) {
        return source;
      }
    }
    return null;
  }

  private Request ask(Source source, long now) {
    int most = source.slow ? settings.slowPeerHashes() : TransactionMessageCodec.MAX_ASKED;
    long bearable = Math.max(1, source.waste.left(now));
    List<Fetch> asked = source.unasked.stream().limit(Math.min(most, bearable)).toList();
    long deadline = now + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    var request = new Request(source, source.nextId++, asked, deadline);
    for (Fetch fetch : asked) {
      fetch.askedIn = request;
      fetch.attempts++;
      fetch.sources.forEach(each -> each.unasked.remove(fetch));
    }
    source.open.put(request.id, request);
    waiting.add(request);
    busy++;
    sources.remove(source.peer);
    sources.put(source.peer, source);
    return request;
  }

  /** A request could not be sent: the peer does not read. It is left alone for a while. */
  void unsent(Request request, long now) {
    Source source = request.source;
    source.open.remove(request.id);
    waiting.remove(request);
    busy--;
    source.slow = true;
    source.pauseEndsNanos = now + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    for (Fetch fetch : request.fetches) {
      fetch.attempts--;
      askAgain(request, fetch);
    }
  }

  /**
   * Gives up what was not answered in time.
   *
   * @return how many requests
   */
  int expire(long now) {
    int expired = 0;
    for (Request first = waiting.peek();
        first != null && first.deadlineNanos - now <= 0;
        first = waiting.peek()) {
      waiting.remove();
      Request request = first;
      request.source.open.remove(request.id);
      request.source.late.put(request.id, request);
      request.source.slow = true;
      busy--;
      expired++;
      request.fetches.forEach(fetch -> askAgain(request, fetch));
    }
    return expired;
  }

  /**
   * The request that a peer answers, which from then on is being checked until {@link #checked}.
   * Empty if it was not asked, or if it answers late and too much is being checked already.
   */
  Optional<Request> answered(Source source, int id) {
    Request request = source.open.remove(id);
    if (request != null) {
      waiting.remove(request);
      source.slow = false;
      return Optional.of(request);
    }
    request = source.late.remove(id);
    if (request == null || busy >= settings.requestsInAll()) {
      return Optional.empty();
    }
    busy++;
    source.slow = false;
    return Optional.of(request);
  }

  /** Whether the peer was asked this, answered in time or not. */
  boolean wasAsked(Source source, int id) {
    return source.open.containsKey(id) || source.late.containsKey(id);
  }

  /**
   * An answer was checked, and what it brought is settled.
   *
   * @param answered how many of the fetches, from the first on, the answer spoke of
   * @param lacking those of them that the peer does not have
   */
  void checked(Request request, int answered, List<Fetch> lacking) {
    busy--;
    for (Fetch fetch : lacking) {
      if (fetch.sources.remove(request.source)) {
        request.source.offers--;
        request.source.unasked.remove(fetch);
        dropIfHopeless(fetch);
      }
    }
    for (int i = 0; i < request.fetches.size(); i++) {
      Fetch fetch = request.fetches.get(i);
      if (i >= answered && fetch.askedIn == request) {
        fetch.attempts--;
      }
      askAgain(request, fetch);
    }
  }

  /** The mempool has refused so many transactions of a peer. */
  void wasted(Source source, int transactions) {
    source.waste.spend(transactions);
  }

  /** A transaction is here, or is not wanted. */
  void settle(Hash hash) {
    Fetch fetch = fetches.get(hash);
    if (fetch != null) {
      drop(fetch);
    }
  }

  /** Asks a peer for nothing more. */
  void distrust(Source source) {
    source.trusted = false;
    leave(source);
  }

  private void leave(Source source) {
    source.trusted = false;
    for (Fetch fetch : List.copyOf(fetches.values())) {
      if (fetch.sources.remove(source)) {
        dropIfHopeless(fetch);
      }
    }
    source.unasked.clear();
    source.offers = 0;
    for (Request request : new ArrayList<>(source.open.values())) {
      waiting.remove(request);
      busy--;
      request.fetches.forEach(fetch -> askAgain(request, fetch));
    }
    source.open.clear();
    source.late.clear();
  }

  /** What was asked in this request may be asked of others, or of the same peer once more. */
  private void askAgain(Request request, Fetch fetch) {
    if (fetch.askedIn != request) {
      return;
    }
    fetch.askedIn = null;
    if (fetch.attempts >= settings.attempts()) {
      drop(fetch);
    } else {
      fetch.sources.forEach(source -> source.unasked.add(fetch));
      dropIfHopeless(fetch);
    }
  }

  private void dropIfHopeless(Fetch fetch) {
    if (fetch.sources.isEmpty() && fetch.askedIn == null) {
      drop(fetch);
    }
  }

  private void drop(Fetch fetch) {
    fetches.remove(fetch.hash, fetch);
    fetch.askedIn = null;
    for (Source source : fetch.sources) {
      source.offers--;
      source.unasked.remove(fetch);
    }
    fetch.sources.clear();
  }
}
