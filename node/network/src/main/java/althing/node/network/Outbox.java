package althing.node.network;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * What waits to be sent to one peer. Each lane is a stream of messages with their length before
 * them; a frame carries a piece of one lane's stream, and the most urgent lane that has something
 * gets the next frame (rule N6). Any thread may offer, one takes frames.
 */
final class Outbox {

  /** Controls that wait. Beyond this, the peer is not reading, and needs no more of them. */
  private static final int MAX_CONTROLS = 64;

  private static final class Stream {
    final LaneLimits limits;
    final Deque<byte[]> messages = new ArrayDeque<>(2);
    long bytes;

    /** How much of the first message has been put into frames. */
    int sent;

    Stream(LaneLimits limits) {
      this.limits = limits;
    }
  }

  private final Map<Lane, Stream> lanes = new EnumMap<>(Lane.class);
  private final Deque<byte[]> controls = new ArrayDeque<>(2);
  private long messagesSent;

  Outbox(NetworkSettings settings) {
    Lane.ALL.forEach(lane -> lanes.put(lane, new Stream(settings.lane(lane))));
  }

  /** Takes the message unless its lane is full. The message must not change afterwards. */
  synchronized boolean offer(Lane lane, byte[] message) {
    Stream stream = stream(lane);
    if (stream.messages.size() >= stream.limits.queueMessages()
        || stream.bytes + message.length > stream.limits.queueBytes()) {
      return false;
    }
    stream.messages.add(message);
    stream.bytes += message.length;
    return true;
  }

  synchronized void control(byte... frame) {
    if (controls.size() < MAX_CONTROLS) {
      controls.add(frame);
    }
  }

  /**
   * Puts the next frame's content into {@code plain}.
   *
   * @return its size, 0 if nothing waits
   */
  synchronized int fill(byte[] plain) {
    byte[] control = controls.poll();
    if (control != null) {
      System.arraycopy(control, 0, plain, 0, control.length);
      return control.length;
    }
    for (Lane lane : Lane.ALL) {
      Stream stream = stream(lane);
      if (!stream.messages.isEmpty()) {
        plain[0] = (byte) lane.number();
        return fill(stream, plain);
      }
    }
    return 0;
  }

  private int fill(Stream stream, byte[] plain) {
    int at = 1;
    while (true) {
      byte[] message = stream.messages.peek();
      // A length is never cut, and never stands alone.
      if (message == null || stream.sent == 0 && plain.length - at <= Integer.BYTES) {
        return at;
      }
      if (stream.sent == 0) {
        ByteBuffer.wrap(plain).putInt(at, message.length);
        at += Integer.BYTES;
      }
      int piece = Math.min(message.length - stream.sent, plain.length - at);
      System.arraycopy(message, stream.sent, plain, at, piece);
      at += piece;
      stream.sent += piece;
      if (stream.sent < message.length) {
        return at;
      }
      stream.messages.remove();
      stream.bytes -= message.length;
      stream.sent = 0;
      messagesSent++;
    }
  }

  synchronized boolean isEmpty() {
    return controls.isEmpty() && lanes.values().stream().allMatch(s -> s.messages.isEmpty());
  }

  synchronized Map<Lane, Integer> queued() {
    var queued = new EnumMap<Lane, Integer>(Lane.class);
    lanes.forEach((lane, stream) -> queued.put(lane, stream.messages.size()));
    return queued;
  }

  synchronized long messagesSent() {
    return messagesSent;
  }

  private Stream stream(Lane lane) {
    Stream stream = lanes.get(lane);
    if (stream == null) {
      throw new IllegalStateException("no stream for " + lane);
    }
    return stream;
  }
}
