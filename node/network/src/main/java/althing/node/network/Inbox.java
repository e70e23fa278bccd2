package althing.node.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one connection's peer has sent and the handler has not taken yet. Its bound is soft by one
 * frame: {@link #offer} says when reading has to stop, and {@code onRoom} runs when it may go on.
 * Calls to the handler come one at a time, those of a replaced connection first (rule N8).
 */
final class Inbox implements Runnable {

  private record Message(Lane lane, byte[] bytes) {}

  private final PeerId peer;
  private final PeerHandler handler;
  private final Executor executor;
  private final long maxBytes;
  private final int maxMessages;
  private final Runnable onRoom;
  private final List<Deque<byte[]>> lanes = new ArrayList<>();

  private boolean running;
  private boolean connectedTold;
  private boolean finished;
  private @Nullable Reason end;
  private @Nullable Inbox successor;
  private boolean full;
  private long bytes;
  private int messages;

  Inbox(
      PeerId peer, PeerHandler handler, Executor executor, NetworkLimits limits, Runnable onRoom) {
    this.peer = peer;
    this.handler = handler;
    this.executor = executor;
    this.maxBytes = limits.inboxBytes();
    this.maxMessages = limits.inboxMessages();
    this.onRoom = onRoom;
    Lane.ALL.forEach(_ -> lanes.add(new ArrayDeque<>(2)));
  }

  /** Begins with "connected", after {@code before} has ended. */
  void start(@Nullable Inbox before) {
    synchronized (this) {
      running = true;
    }
    if (before == null || before.precede(this)) {
      executor.execute(this);
    }
  }

  /** Whether reading may go on. */
  boolean offer(Lane lane, byte[] message) {
    boolean idle;
    boolean room;
    synchronized (this) {
      lanes.get(lane.number()).add(message);
      bytes += message.length;
      messages++;
      full = full || bytes >= maxBytes || messages >= maxMessages;
      room = !full;
      idle = !running;
      running = true;
    }
    if (idle) {
      executor.execute(this);
    }
    return room;
  }

  /** What has come is still handed over, then "disconnected". */
  void end(Reason reason) {
    boolean idle;
    synchronized (this) {
      end = reason;
      idle = !running;
      running = true;
    }
    if (idle) {
      executor.execute(this);
    }
  }

  synchronized boolean isFull() {
    return full;
  }

  synchronized boolean isFinished() {
    return finished;
  }

  synchronized int waiting() {
    return messages;
  }

  /** Whether this one has ended already; if not, {@code next} runs when it has. */
  private synchronized boolean precede(Inbox next) {
    if (!finished) {
      successor = next;
    }
    return finished;
  }

  @Override
  public void run() {
    if (tellConnected()) {
      handler.connected(peer);
    }
    while (true) {
      boolean roomAgain = false;
      Message next;
      Reason reason = null;
      synchronized (this) {
        next = poll();
        if (next == null) {
          if (end == null) {
            running = false;
            return;
          }
          reason = end;
        } else if (full && bytes <= maxBytes / 2 && messages <= maxMessages / 2) {
          full = false;
          roomAgain = true;
        }
      }
      if (roomAgain) {
        onRoom.run();
      }
      if (next == null) {
        finish(reason == null ? Reason.CONNECTION_LOST : reason);
        return;
      }
      handler.received(peer, next.lane(), next.bytes());
    }
  }

  private synchronized boolean tellConnected() {
    boolean first = !connectedTold;
    connectedTold = true;
    return first;
  }

  private @Nullable Message poll() {
    for (Lane lane : Lane.ALL) {
      byte[] message = lanes.get(lane.number()).poll();
      if (message != null) {
        bytes -= message.length;
        messages--;
        return new Message(lane, message);
      }
    }
    return null;
  }

  private void finish(Reason reason) {
    handler.disconnected(peer, reason);
    Inbox next;
    synchronized (this) {
      finished = true;
      next = successor;
    }
    if (next != null) {
      executor.execute(next);
    }
  }
}
