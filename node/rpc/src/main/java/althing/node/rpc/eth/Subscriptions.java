package althing.node.rpc.eth;

import althing.ledger.block.Block;
import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.event.RecordedEvent;
import althing.ledger.transaction.SignedTransaction;
import althing.node.core.NodeApi;
import althing.node.core.NodeApi.NodeListener;
import althing.node.core.NodeApi.SyncProgress;
import althing.node.rpc.eth.EthJson.LogPlace;
import althing.node.rpc.eth.Subscription.Topic;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Connection.Subscriber;
import althing.node.rpc.method.RpcException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes what happens to subscribers, in order, from one thread. Blocks are never skipped: when
 * pushing falls behind the chain they are read from disk again. Transactions of the pool are
 * dropped when too many wait. Safe from any thread.
 */
public final class Subscriptions implements NodeListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  private static final int MAX_RECENT_BLOCKS = 32;
  private static final int MAX_WAITING_TRANSACTIONS = 4_096;
  private static final int MAX_NOTIFICATION = 8 << 20;

  private final NodeApi node;
  private final PendingRing pendingRing;
  private final int maxForEach;
  private final Map<Subscriber, Map<String, Subscription>> subscribers = new ConcurrentHashMap<>();
  private final Thread thread;

  /** Guards what follows. */
  private final Object lock = new Object();

  private final ArrayDeque<Arrived> recent = new ArrayDeque<>();
  private final ArrayDeque<SignedTransaction> transactions = new ArrayDeque<>();
  private long head;
  private long told;
  private boolean closed;

  private Optional<SyncProgress> syncing = Optional.empty();

  /**
   * @param maxForEach subscriptions that one connection may have
   */
  Subscriptions(NodeApi node, PendingRing pendingRing, int maxForEach) {
    this.node = node;
    this.pendingRing = pendingRing;
    this.maxForEach = maxForEach;
    this.head = node.chain().headHeight();
    this.told = head;
    this.thread = Thread.ofPlatform().daemon().name("rpc-push").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private record Arrived(Block block, List<Receipt> receipts) {}

  /** Begins to push; to be released when the reply that names the subscription is sent. */
  Subscription begin(Subscriber subscriber, Topic topic) {
    synchronized (lock) {
      var own = subscribers.computeIfAbsent(subscriber, _ -> new ConcurrentHashMap<>());
      if (own.size() >= maxForEach) {
        throw new RpcException(
            RpcException.LIMIT_EXCEEDED,
            "too many subscriptions: at most " + maxForEach + " for each connection");
      }
      var subscription = new Subscription(subscriber, topic, head);
      own.put(subscription.id(), subscription);
      return subscription;
    }
  }

  boolean end(Subscriber subscriber, String id) {
    var own = subscribers.get(subscriber);
    return own != null && own.remove(id) != null;
  }

  /** Ends all subscriptions of a connection that closed. */
  public void endAll(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** Number of subscriptions. */
  public int count() {
    return subscribers.values().stream().mapToInt(Map::size).sum();
  }

  @Override
  public void onBlock(Block block, List<Receipt> receipts, List<RecordedEvent> events) {
    synchronized (lock) {
      boolean idle = told == head && subscribers.isEmpty();
      head = block.height();
      if (idle) {
        told = head;
        return;
      }
      recent.add(new Arrived(block, receipts));
      if (recent.size() > MAX_RECENT_BLOCKS) {
        recent.remove();
      }
      lock.notifyAll();
    }
  }

  @Override
  public void onPending(SignedTransaction transaction) {
    pendingRing.add(transaction.hash());
    if (subscribers.isEmpty()) {
      return;
    }
    synchronized (lock) {
      if (transactions.size() < MAX_WAITING_TRANSACTIONS) {
        transactions.add(transaction);
        lock.notifyAll();
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  private void run() {
    try {
      while (true) {
        Runnable next = awaitNext();
        if (next == null) {
          return;
        }
        try {
          next.run();
        } catch (RuntimeException e) {
          LOG.error("a notification was lost", e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for something to tell; null when closed. */
  private @Nullable Runnable awaitNext() throws InterruptedException {
    synchronized (lock) {
      while (!closed && told == head && transactions.isEmpty()) {
        lock.wait();
      }
      if (closed) {
        return null;
      }
      if (!transactions.isEmpty()) {
        SignedTransaction transaction = transactions.remove();
        return () -> tell(transaction);
      }
      told++;
      long height = told;
      Optional<Arrived> arrived = takeRecent(height);
      return () -> tell(arrived.orElseGet(() -> fromDisk(height)));
    }
  }

  private Optional<Arrived> takeRecent(long height) {
    while (!recent.isEmpty() && recent.element().block().height() < height) {
      recent.remove();
    }
    return !recent.isEmpty() && recent.element().block().height() == height
        ? Optional.of(recent.remove())
        : Optional.empty();
  }

  private Arrived fromDisk(long height) {
    return new Arrived(
        node.chain().block(height).orElseThrow(), node.chain().receipts(height).orElseThrow());
  }

  private void tell(SignedTransaction transaction) {
    String hash = null;
    String whole = null;
    for (Subscription subscription : all()) {
      if (subscription.topic() instanceof Topic.Pending(boolean wantsWhole)) {
        if (wantsWhole) {
          whole = whole != null ? whole : json(out -> EthJson.pooled(out, transaction));
          subscription.push(whole);
        } else {
          hash = hash != null ? hash : json(out -> out.hash(transaction.hash()));
          subscription.push(hash);
        }
      }
    }
  }

  private void tell(Arrived arrived) {
    Block block = arrived.block();
    String header = null;
    Optional<SyncProgress> progress = node.syncing();
    boolean syncingChanged = progress.isPresent() != syncing.isPresent();
    syncing = progress;
    for (Subscription subscription : all()) {
      if (!subscription.wants(block.height())) {
        continue;
      }
      switch (subscription.topic()) {
        case Topic.Heads _ -> {
          if (header == null) {
            header = json(out -> EthJson.header(out, block.header(), block.hash()));
          }
          subscription.push(header);
        }
        case Topic.Logs(LogFilter filter) -> tellLogs(subscription, filter, arrived);
        case Topic.Syncing _ -> {
          if (syncingChanged) {
            subscription.push(json(out -> NodeMethods.writeSyncing(out, node)));
          }
        }
        case Topic.Pending _ -> {}
      }
    }
  }

  private List<Subscription> all() {
    var all = new ArrayList<Subscription>();
    subscribers.values().forEach(own -> all.addAll(own.values()));
    return all;
  }

  private static void tellLogs(Subscription subscription, LogFilter filter, Arrived arrived) {
    Block block = arrived.block();
    int logIndex = 0;
    for (int tx = 0; tx < arrived.receipts().size(); tx++) {
      for (Log log : arrived.receipts().get(tx).logs()) {
        if (filter.matches(log)) {
          var place =
              new LogPlace(
                  block.header(),
                  block.hash(),
                  block.body().transactions().get(tx).hash(),
                  tx,
                  logIndex);
          subscription.push(json(out -> EthJson.log(out, log, place)));
        }
        logIndex++;
      }
    }
  }

  private static String json(Consumer<JsonOut> value) {
    return new String(JsonOut.render(MAX_NOTIFICATION, value), StandardCharsets.UTF_8);
  }
}
