package althing.node.rpc.ledger;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.ledger.event.RecordedEvent;
import althing.ledger.transaction.SignedTransaction;
import althing.node.core.NodeApi;
import althing.node.core.NodeApi.NodeListener;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.json.ResponseBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The log as a stream that a reader takes at its own pace (L12). A reader is a sequence number:
 * nothing is queued for it, what it asks for comes from the chain, so that there is no gap and no
 * repeat however slow it is or however often it comes back.
 */
public final class EventFeed implements NodeListener {

  private static final int EVENTS_AT_A_TIME = 256;
  private static final int MAX_CHUNK = 32 << 20;

  private final ChainReader chain;
  private final Object lock = new Object();
  private boolean closed;

  public EventFeed(NodeApi node) {
    this.chain = node.chain();
  }

  /**
   * Some events as server-sent events.
   *
   * @param next sequence number to go on from
   */
  public record Chunk(byte[] bytes, long next) {}

  /** Events in the log now. */
  public long size() {
    return chain.eventCount();
  }

  /**
   * Makes sure that the events from {@code sequence} on are there.
   *
   * @throws HistoryPrunedException if some are not kept
   */
  public void requireKept(long sequence) {
    if (sequence < chain.oldestEvent()) {
      throw HistoryPrunedException.event(
          Math.max(sequence, chain.events(0).size()), chain.oldestEvent());
    }
  }

  /** The next events from {@code sequence} on; no bytes when there are none yet. */
  public Chunk read(long sequence) {
    List<RecordedEvent> events = chain.eventsFrom(sequence, EVENTS_AT_A_TIME);
    if (events.isEmpty()) {
      return new Chunk(new byte[0], sequence);
    }
    var buffer = new ResponseBuffer(512 * events.size(), MAX_CHUNK);
    for (RecordedEvent event : events) {
      ascii(buffer, "id: " + event.sequence() + "\ndata: ");
      try (var out = new JsonOut(buffer)) {
        EventJson.write(out, event);
      }
      ascii(buffer, "\n\n");
    }
    return new Chunk(buffer.toArray(), events.getLast().sequence() + 1);
  }

  private static void ascii(ResponseBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    buffer.write(bytes, 0, bytes.length);
  }

  /** Waits until there is an event {@code sequence}, the time is over, or the feed is closed. */
  public void await(long sequence, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    synchronized (lock) {
      while (!closed && chain.eventCount() <= sequence) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return;
        }
        lock.wait(left);
      }
    }
  }

  /** Whether streams should end. */
  public boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  @Override
  public void onBlock(Block block, List<Receipt> receipts, List<RecordedEvent> events) {
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  @Override
  public void onPending(SignedTransaction transaction) {
    // only final events are in the log
  }
}
