package althing.node.rpc.eth;

import althing.node.rpc.method.Connection.Subscriber;
import java.util.ArrayDeque;

/**
 * What one peer is told. Nothing is sent before the reply that names the subscription; what happens
 * meanwhile is held. Safe from any thread.
 */
final class Subscription {

  /** Notifications that wait for the reply, before they no longer do. */
  private static final int MAX_HELD = 4_096;

  private final String id = Ids.next();
  private final Subscriber subscriber;
  private final Topic topic;
  private final long after;
  private final ArrayDeque<String> held = new ArrayDeque<>();
  private boolean released;

  /**
   * @param after the head when it began: later blocks are told
   */
  Subscription(Subscriber subscriber, Topic topic, long after) {
    this.subscriber = subscriber;
    this.topic = topic;
    this.after = after;
  }

  /** What is pushed. */
  sealed interface Topic {
    record Heads() implements Topic {}

    record Logs(LogFilter filter) implements Topic {}

    /** Transactions that enter the pool: whole, or their hashes. */
    record Pending(boolean whole) implements Topic {}

    record Syncing() implements Topic {}
  }

  String id() {
    return id;
  }

  Topic topic() {
    return topic;
  }

  boolean wants(long height) {
    return height > after;
  }

  /** Sends a notification, or holds it while the reply is under way. */
  synchronized void push(String result) {
    if (released) {
      subscriber.notify(id, result);
      return;
    }
    held.add(result);
    if (held.size() == MAX_HELD) {
      release();
    }
  }

  /** The reply is sent: so is what was held. */
  synchronized void release() {
    released = true;
    held.forEach(result -> subscriber.notify(id, result));
    held.clear();
  }
}
