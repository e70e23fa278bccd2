package althing.node.rpc.http;

import java.util.Arrays;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads a request's body as it arrives, up to a limit. Memory grows with what has arrived, never
 * with what a header promises.
 */
final class BodyReader implements Runnable {

  private static final int FIRST_CAPACITY = 16 << 10;

  private final Request request;
  private final int limit;
  private final Receiver receiver;
  private byte[] bytes;
  private int size;

  private BodyReader(Request request, int limit, Receiver receiver) {
    this.request = request;
    this.limit = limit;
    this.receiver = receiver;
    long promised = request.getLength();
    this.bytes = new byte[promised < 0 ? FIRST_CAPACITY : (int) Math.min(promised, FIRST_CAPACITY)];
  }

  /** Takes the body, once. */
  interface Receiver {
    void received(byte[] bytes, int size);

    /** The body is longer than the limit; the rest was not read. */
    void tooLong();

    void failed(Throwable problem);
  }

  static void read(Request request, int limit, Receiver receiver) {
    if (request.getLength() > limit) {
      receiver.tooLong();
    } else {
      new BodyReader(request, limit, receiver).run();
    }
  }

  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        receiver.failed(
            chunk.getFailure() == null
                ? new IllegalStateException("status " + HttpStatus.BAD_REQUEST_400)
                : chunk.getFailure());
        return;
      }
      int more = chunk.remaining();
      if (more > limit - size) {
        chunk.release();
        receiver.tooLong();
        return;
      }
      if (more > bytes.length - size) {
        bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(bytes.length * 2, size + more)));
      }
      chunk.getByteBuffer().get(bytes, size, more);
      size += more;
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        receiver.received(bytes, size);
        return;
      }
    }
  }
}
