package althing.node.rpc.http;

import althing.ledger.chain.ChainReader.HistoryPrunedException;
import althing.node.rpc.ledger.EventFeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /events}: the log from any sequence number on, as server-sent events that never end. Each
 * stream has a virtual thread, which waits when the peer does not read. The id of an event is its
 * sequence number, so that {@code Last-Event-ID} resumes after it.
 */
final class FeedEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(FeedEndpoint.class);

  private static final long HEARTBEAT_MILLIS = 15_000;
  private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

  private final EventFeed feed;
  private final int maxFeeds;
  private final AtomicInteger open = new AtomicInteger();

  FeedEndpoint(EventFeed feed, int maxFeeds) {
    this.feed = feed;
    this.maxFeeds = maxFeeds;
  }

  int openCount() {
    return open.get();
  }

  void handle(Request request, Response response, Callback callback) {
    long from;
    try {
      from = from(request);
      feed.requireKept(from);
    } catch (IllegalArgumentException e) {
      Plain.text(response, callback, HttpStatus.BAD_REQUEST_400, e.getMessage() + "\n");
      return;
    } catch (HistoryPrunedException e) {
      Plain.text(response, callback, HttpStatus.GONE_410, e.getMessage() + "\n");
      return;
    }
    if (open.incrementAndGet() > maxFeeds) {
      open.decrementAndGet();
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "10");
      Plain.text(
          response,
          callback,
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "too many event feeds: at most " + maxFeeds + "\n");
      return;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Thread.ofVirtual().name("rpc-feed").start(() -> stream(from, response, callback));
  }

  private void stream(long from, Response response, Callback callback) {
    try {
      long next = from;
      write(response, HEARTBEAT);
      while (!feed.isClosed()) {
        EventFeed.Chunk chunk = feed.read(next);
        if (chunk.next() > next) {
          write(response, chunk.bytes());
          next = chunk.next();
        } else {
          feed.await(next, HEARTBEAT_MILLIS);
          if (feed.size() <= next) {
            write(response, HEARTBEAT);
          }
        }
      }
      callback.succeeded();
    } catch (IOException | InterruptedException e) {
      callback.failed(e);
    } catch (RuntimeException e) {
      LOG.error("an event feed broke", e);
      callback.failed(e);
    } finally {
      open.decrementAndGet();
    }
  }

  private static void write(Response response, byte[] bytes) throws IOException {
    Content.Sink.write(response, false, ByteBuffer.wrap(bytes));
  }

  /** Where to begin: after the last event that the peer has, or where it asks. */
  private long from(Request request) {
    String last = request.getHeaders().get("Last-Event-ID");
    if (last != null) {
      return inLog("Last-Event-ID", number("Last-Event-ID", last) + 1);
    }
    Fields query = Request.extractQueryParameters(request);
    return inLog("from", number("from", query.getValue("from")));
  }

  private long inLog(String name, long sequence) {
    if (sequence > feed.size()) {
      throw new IllegalArgumentException(name + ": the log has only " + feed.size() + " events");
    }
    return sequence;
  }

  private static long number(String name, @Nullable String text) {
    if (text == null) {
      return 0;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(name + ": must be a sequence number");
    }
    return Long.parseLong(text);
  }
}
