package althing.node.core.chain;

import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.transaction.SignedTransaction;
import althing.node.core.Environment;
import althing.node.core.NodeApi.NodeListener;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, in order, on one lane. News of a pooled transaction may wait a
 * moment for company: under load a lane woken for each would cost more than the telling.
 */
final class Feed {

  private static final long PATIENCE_MILLIS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final Environment environment;
  private final Executor lane;
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Consumer<NodeListener>> notices = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean telling = new AtomicBoolean();
  private final AtomicBoolean alarmSet = new AtomicBoolean();

  Feed(Environment environment) {
    this.environment = environment;
    lane = environment.lane("feed");
  }

  AutoCloseable subscribe(NodeListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void block(Candidate block) {
    if (!listeners.isEmpty()) {
      notices.add(listener -> listener.onBlock(block.block(), block.receipts(), block.events()));
      tell();
    }
  }

  void pending(SignedTransaction transaction) {
    if (!listeners.isEmpty()) {
      notices.add(listener -> listener.onPending(transaction));
      if (!telling.get() && alarmSet.compareAndSet(false, true)) {
        environment.schedule(PATIENCE_MILLIS, this::onAlarm);
      }
    }
  }

  private void onAlarm() {
    alarmSet.set(false);
    tell();
  }

  private void tell() {
    if (telling.compareAndSet(false, true)) {
      lane.execute(this::tellAll);
    }
  }

  private void tellAll() {
    do {
      for (var notice = notices.poll(); notice != null; notice = notices.poll()) {
        for (NodeListener listener : listeners) {
          tell(notice, listener);
        }
      }
      telling.set(false);
      // A notice that came after the last poll may have found the lane still telling.
    } while (!notices.isEmpty() && telling.compareAndSet(false, true));
  }

  private static void tell(Consumer<NodeListener> notice, NodeListener listener) {
    try {
      notice.accept(listener);
    } catch (RuntimeException e) {
      LOG.error("a listener failed: {}", listener, e);
    }
  }
}
