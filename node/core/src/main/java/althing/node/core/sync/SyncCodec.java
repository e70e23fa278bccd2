package althing.node.core.sync;

import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.sync.SyncMessage.BlocksSent;
import althing.node.core.sync.SyncMessage.BlocksWanted;
import althing.node.core.sync.SyncMessage.EncodedBlock;
import althing.node.core.sync.SyncMessage.NotAvailable;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/**
 * Messages to bytes and back; {@code docs/network.md} has the layout. Big-endian: version(1) = 1 ‖
 * kind(1) ‖ request(8) ‖ fields.
 */
final class SyncCodec {

  /** The largest height and request. What counts on from a number of a peer does not overflow. */
  static final long MAX_NUMBER = (1L << 62) - 1;

  private static final byte VERSION = 1;
  private static final byte BLOCKS_WANTED = 1;
  private static final byte BLOCKS_SENT = 2;
  private static final byte NOT_AVAILABLE = 3;

  private static final int HEAD = 2 + Long.BYTES;
  private static final int SENT_HEAD = HEAD + Long.BYTES + Integer.BYTES + Short.BYTES;
  private static final int BLOCK_HEAD = Short.BYTES + Integer.BYTES;

  private SyncCodec() {}

  static byte[] encode(SyncMessage message) {
    var out = ByteBuffer.allocate(size(message));
    out.put(VERSION).put(kind(message)).putLong(message.request());
    switch (message) {
      case BlocksWanted m -> out.putLong(m.from()).putShort((short) m.blocks()).putInt(m.bytes());
      case BlocksSent m -> write(m, out);
      case NotAvailable m -> out.putLong(m.lowest()).putLong(m.highest());
    }
    return out.array();
  }

  private static byte kind(SyncMessage message) {
    return switch (message) {
      case BlocksWanted _ -> BLOCKS_WANTED;
      case BlocksSent _ -> BLOCKS_SENT;
      case NotAvailable _ -> NOT_AVAILABLE;
    };
  }

  private static int size(SyncMessage message) {
    return switch (message) {
      case BlocksWanted _ -> HEAD + Long.BYTES + Short.BYTES + Integer.BYTES;
      case BlocksSent m -> {
        int size = SENT_HEAD + m.certificate().size();
        for (EncodedBlock block : m.blocks()) {
          size = Math.addExact(size, BLOCK_HEAD + block.size());
        }
        yield size;
      }
      case NotAvailable _ -> HEAD + 2 * Long.BYTES;
    };
  }

  private static void write(BlocksSent message, ByteBuffer out) {
    out.putLong(message.highest());
    out.putInt(message.certificate().size()).put(message.certificate().unsafeArray());
    out.putShort((short) message.blocks().size());
    for (EncodedBlock block : message.blocks()) {
      out.putShort((short) block.header().length).put(block.header());
      out.putInt(block.body().length).put(block.body());
    }
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedException for anything else; names the field and its offset
   */
  static SyncMessage decode(byte[] encoded) {
    var in = new Fields(encoded);
    in.number("version", VERSION, VERSION, Byte.BYTES);
    long kind = in.number("kind", BLOCKS_WANTED, NOT_AVAILABLE, Byte.BYTES);
    long request = in.number("request", 0);
    SyncMessage message =
        switch ((byte) kind) {
          case BLOCKS_WANTED ->
              new BlocksWanted(
                  request,
                  in.number("from", 1),
                  (int) in.number("blocks", 1, BlocksWanted.MAX_BLOCKS, Short.BYTES),
                  (int)
                      in.number(
                          "bytes", BlocksWanted.MIN_BYTES, BlocksWanted.MAX_BYTES, Integer.BYTES));
          case BLOCKS_SENT -> blocksSent(in, request);
          default -> {
            long lowest = in.number("lowest", 0);
            yield new NotAvailable(request, lowest, in.number("highest", lowest));
          }
        };
    in.end();
    return message;
  }

  private static BlocksSent blocksSent(Fields in, long request) {
    long highest = in.number("highest", 0);
    byte[] certificate = in.sized("certificate", 0, BlocksSent.MAX_CERTIFICATE, Integer.BYTES);
    int count = (int) in.number("number of blocks", 1, BlocksWanted.MAX_BLOCKS, Short.BYTES);
    var blocks = new ArrayList<EncodedBlock>(count);
    for (int i = 0; i < count; i++) {
      byte[] header = in.sized("header", 1, HeaderCodec.MAX_SIZE, Short.BYTES);
      byte[] body = in.sized("body", 1, BodyCodec.MAX_SIZE, Integer.BYTES);
      blocks.add(new EncodedBlock(header, body));
    }
    return new BlocksSent(request, highest, blocks, Bytes.wrap(certificate));
  }

  /** Reads fields in order; what does not fit is refused by name and offset. */
  private static final class Fields {
    private final ByteBuffer in;

    Fields(byte[] encoded) {
      in = ByteBuffer.wrap(encoded);
    }

    long number(String field, long least) {
      return number(field, least, MAX_NUMBER, Long.BYTES);
    }

    long number(String field, long least, long most, int size) {
      int at = in.position();
      need(field, size);
      long value =
          switch (size) {
            case Byte.BYTES -> Byte.toUnsignedLong(in.get());
            case Short.BYTES -> Short.toUnsignedLong(in.getShort());
            case Integer.BYTES -> Integer.toUnsignedLong(in.getInt());
            default -> in.getLong();
          };
      if (value < least || value > most) {
        throw refusal(
            at,
            "%s %s is not within %d to %d"
                .formatted(field, Long.toUnsignedString(value), least, most));
      }
      return value;
    }

    byte[] sized(String field, int least, int most, int lengthSize) {
      byte[] value = new byte[length(field, least, most, lengthSize)];
      in.get(value);
      return value;
    }

    private int length(String field, int least, int most, int lengthSize) {
      int length = (int) number("length of " + field, least, most, lengthSize);
      need(field, length);
      return length;
    }

    private void need(String field, int size) {
      if (in.remaining() < size) {
        throw refusal(
            in.position(), "%s needs %d bytes, %d are left".formatted(field, size, in.remaining()));
      }
    }

    void end() {
      if (in.hasRemaining()) {
        throw refusal(in.position(), in.remaining() + " bytes left over");
      }
    }

    private static MalformedException refusal(int offset, String what) {
      return new MalformedException("sync message, offset %d: %s".formatted(offset, what));
    }
  }
}
