package althing.node.rpc.eth;

import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.TooManyResultsException;
import althing.ledger.types.Hash;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.RpcException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What callers without a socket poll. A filter remembers how far it has told; it holds no results.
 * It ends when nobody asks for it for a while. Safe from any thread.
 */
final class Filters {

  /** Blocks told in one poll; the next poll goes on. */
  private static final int MAX_BLOCKS_A_POLL = 10_000;

  private final ChainReader chain;
  private final LogSearch search;
  private final PendingRing pending;
  private final Limits limits;
  private final LongSupplier nanoClock;
  private final Map<String, Filter> installed = new ConcurrentHashMap<>();

  Filters(
      ChainReader chain,
      LogSearch search,
      PendingRing pending,
      Limits limits,
      LongSupplier nanoClock) {
    this.chain = chain;
    this.search = search;
    this.pending = pending;
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /**
   * @param perClient filters that one client may have at a time
   * @param total filters in all
   * @param expiry how long a filter lives without being asked
   */
  record Limits(int perClient, int total, Duration expiry) {}

  /** What a filter tells. */
  sealed interface Topic {
    record Logs(LogFilter filter) implements Topic {}

    record Blocks() implements Topic {}

    record Pending() implements Topic {}
  }

  private static final class Filter {
    final String client;
    final Topic topic;

    /** The next height, or the next place in the ring, to be told. */
    long next;

    volatile long usedNanos;

    Filter(String client, Topic topic, long next, long usedNanos) {
      this.client = client;
      this.topic = topic;
      this.next = next;
      this.usedNanos = usedNanos;
    }
  }

  /** Installs a filter for what happens from now on. */
  String install(String client, Topic topic) {
    expire();
    if (installed.size() >= limits.total()) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED, "too many filters: at most " + limits.total() + " in all");
    }
    if (ownedBy(client) >= limits.perClient()) {
      throw new RpcException(
          RpcException.LIMIT_EXCEEDED,
          "too many filters: at most " + limits.perClient() + " for each client");
    }
    long next = topic instanceof Topic.Pending ? pending.open() : chain.headHeight() + 1;
    String id = Ids.next();
    installed.put(id, new Filter(client, topic, next, nanoClock.getAsLong()));
    return id;
  }

  boolean uninstall(String id) {
    Filter removed = installed.remove(id);
    if (removed != null && removed.topic instanceof Topic.Pending) {
      pending.close();
    }
    return removed != null;
  }

  /** Number of filters that are installed. */
  int count() {
    return installed.size();
  }

  /** Writes what happened since the last poll. */
  void writeChanges(JsonOut out, String id) {
    Filter filter = find(id);
    synchronized (filter) {
      switch (filter.topic) {
        case Topic.Logs(LogFilter logs) -> writeLogs(out, filter, logs);
        case Topic.Blocks _ -> writeBlocks(out, filter);
        case Topic.Pending _ -> filter.next = pending.write(out, filter.next);
      }
    }
  }

  /** Writes all logs of a log filter, told or not. */
  void writeAll(JsonOut out, String id) {
    if (find(id).topic instanceof Topic.Logs(LogFilter logs)) {
      search.write(out, logs);
    } else {
      throw notFound();
    }
  }

  private void writeLogs(JsonOut out, Filter filter, LogFilter logs) {
    long from = filter.next;
    if (logs.from().orElse(null) instanceof BlockRef.OfHeight(long first)) {
      from = Math.max(from, first);
    }
    long to = Math.min(chain.headHeight(), from + MAX_BLOCKS_A_POLL - 1);
    if (logs.to().orElse(null) instanceof BlockRef.OfHeight(long last)) {
      to = Math.min(to, last);
    }
    if (from > to) {
      out.array().endArray();
      return;
    }
    while (true) {
      try {
        search.write(out, search.find(logs, new LogSearch.Range(from, to)));
        filter.next = to + 1;
        return;
      } catch (TooManyResultsException e) {
        if (to == from) {
          throw e;
        }
        to = Math.max(from, Math.min(e.searchedTo(), to - 1));
      }
    }
  }

  private void writeBlocks(JsonOut out, Filter filter) {
    long to = Math.min(chain.headHeight(), filter.next + MAX_BLOCKS_A_POLL - 1);
    out.array();
    for (long height = filter.next; height <= to; height++) {
      Hash hash = chain.blockHash(height).orElseThrow();
      out.hash(hash);
    }
    out.endArray();
    filter.next = to + 1;
  }

  private Filter find(String id) {
    Filter filter = installed.get(id);
    long now = nanoClock.getAsLong();
    if (filter == null || isExpired(filter, now)) {
      uninstall(id);
      throw notFound();
    }
    filter.usedNanos = now;
    return filter;
  }

  private static RpcException notFound() {
    return RpcException.server("filter not found");
  }

  private boolean isExpired(Filter filter, long now) {
    return now - filter.usedNanos > limits.expiry().toNanos();
  }

  private void expire() {
    long now = nanoClock.getAsLong();
    for (var entry : new HashMap<>(installed).entrySet()) {
      if (isExpired(entry.getValue(), now)) {
        uninstall(entry.getKey());
      }
    }
  }

  private long ownedBy(String client) {
    return installed.values().stream().filter(f -> f.client.equals(client)).count();
  }
}
