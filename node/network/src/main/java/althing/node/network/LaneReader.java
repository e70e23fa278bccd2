package althing.node.network;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts one lane's messages together from the pieces in frames. A length above the lane's bound is
 * refused before anything is reserved, and the room for a message grows with what has really come:
 * it is never more than twice that (rule N7).
 */
final class LaneReader {

  private static final int FIRST_ROOM = 64 << 10;

  private final Lane lane;
  private final int maxMessageBytes;
  private byte @Nullable [] message;
  private int size;
  private int come;

  LaneReader(Lane lane, int maxMessageBytes) {
    this.lane = lane;
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Reads the piece between {@code from} and {@code end}.
   *
   * @return how many messages it completed
   */
  int read(byte[] frame, int from, int end, Consumer<byte[]> messages) throws ProtocolException {
    int at = from;
    int completed = 0;
    if (at == end) {
      throw malformed("an empty piece");
    }
    while (at < end) {
      if (message == null) {
        at = begin(frame, at, end);
      }
      int piece = Math.min(size - come, end - at);
      byte[] into = withRoom(piece);
      System.arraycopy(frame, at, into, come, piece);
      at += piece;
      come += piece;
      if (come == size) {
        message = null;
        completed++;
        messages.accept(into);
      }
    }
    return completed;
  }

  private int begin(byte[] frame, int at, int end) throws ProtocolException {
    if (end - at <= Integer.BYTES) {
      throw malformed("a message's length without a byte of it");
    }
    size = ByteBuffer.wrap(frame).getInt(at);
    if (size < 0 || size > maxMessageBytes) {
      throw new ProtocolException(
          Reason.MESSAGE_TOO_LARGE,
          "%s: a message of %d bytes, at most %d"
              .formatted(lane, size & 0xffff_ffffL, maxMessageBytes));
    }
    if (size == 0) {
      throw malformed("an empty message");
    }
    come = 0;
    message = new byte[Math.min(size, FIRST_ROOM)];
    return at + Integer.BYTES;
  }

  private byte[] withRoom(int piece) {
    byte[] room = message;
    if (room == null) {
      throw new IllegalStateException("a piece of no message");
    }
    if (room.length < come + piece) {
      room = Arrays.copyOf(room, (int) Math.min(size, 2L * room.length));
      message = room;
    }
    return room;
  }

  private ProtocolException malformed(String what) {
    return new ProtocolException(Reason.MALFORMED_FRAME, lane + ": " + what);
  }
}
