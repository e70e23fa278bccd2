package althing.node.core.chain;

import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.transaction.SignedTransaction;
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

/** Tells listeners what happened, in order, on one lane. */
final class Feed {

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final Executor lane;
  private final List<NodeListener> listeners = new CopyOnWriteArrayList<>();
  private final Queue<Consumer<NodeListener>> notices = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean telling = new AtomicBoolean();

  Feed(Executor lane) {
    this.lane = lane;
  }

  AutoCloseable subscribe(NodeListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void block(Candidate block) {
    tell(listener -> listener.onBlock(block.block(), block.receipts(), block.events()));
  }

  void pending(SignedTransaction transaction) {
    tell(listener -> listener.onPending(transaction));
  }

  private void tell(Consumer<NodeListener> notice) {
    if (listeners.isEmpty()) {
      return;
    }
    notices.add(notice);
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
