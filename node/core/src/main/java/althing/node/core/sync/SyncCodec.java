package althing.node.core.sync;

import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.peer.WireReader;
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
    var in = new WireReader("sync message", encoded);
    in.number("version", Byte.BYTES, VERSION, VERSION);
    long kind = in.number("kind", Byte.BYTES, BLOCKS_WANTED, NOT_AVAILABLE);
    long request = number(in, "request", 0);
    SyncMessage message =
        switch ((byte) kind) {
          case BLOCKS_WANTED ->
              new BlocksWanted(
                  request,
                  number(in, "from", 1),
                  in.count("blocks", 1, BlocksWanted.MAX_BLOCKS),
                  in.size("bytes", BlocksWanted.MIN_BYTES, BlocksWanted.MAX_BYTES));
          case BLOCKS_SENT -> blocksSent(in, request);
          default -> {
            long lowest = number(in, "lowest", 0);
            yield new NotAvailable(request, lowest, number(in, "highest", lowest));
          }
        };
    in.end();
    return message;
  }

  private static BlocksSent blocksSent(WireReader in, long request) {
    long highest = number(in, "highest", 0);
    Bytes certificate =
        in.wrapped("certificate", in.size("length of certificate", 0, BlocksSent.MAX_CERTIFICATE));
    int count = in.count("number of blocks", 1, BlocksWanted.MAX_BLOCKS);
    var blocks = new ArrayList<EncodedBlock>(count);
    for (int i = 0; i < count; i++) {
      byte[] header = in.bytes("header", in.count("length of header", 1, HeaderCodec.MAX_SIZE));
      byte[] body = in.bytes("body", in.size("length of body", 1, BodyCodec.MAX_SIZE));
      blocks.add(new EncodedBlock(header, body));
    }
    return new BlocksSent(request, highest, blocks, certificate);
  }

  private static long number(WireReader in, String field, long least) {
    return in.number(field, Long.BYTES, least, MAX_NUMBER);
  }
}
