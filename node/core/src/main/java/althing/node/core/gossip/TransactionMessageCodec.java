package althing.node.core.gossip;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.gossip.TransactionMessage.Announcement;
import althing.node.core.gossip.TransactionMessage.Answer;
import althing.node.core.gossip.TransactionMessage.Request;
import althing.node.core.peer.WireReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@link TransactionMessage}s to bytes and back; {@code docs/network.md} has them byte by byte. */
final class TransactionMessageCodec {

  /** Most hashes of an announcement. */
  static final int MAX_ANNOUNCED = 1_024;

  /** Most hashes of a request. */
  static final int MAX_ASKED = 256;

  /** Most bytes of all envelopes of an answer, and so of one envelope. */
  static final int MAX_ANSWER_BYTES = 512 << 10;

  private static final byte VERSION = 1;
  private static final byte ANNOUNCEMENT = 1;
  private static final byte REQUEST = 2;
  private static final byte ANSWER = 3;

  private TransactionMessageCodec() {}

  /** Throws {@link IllegalArgumentException} for what {@link #decode} would not accept. */
  static byte[] encode(TransactionMessage message) {
    var out = ByteBuffer.allocate(size(message)).put(VERSION);
    switch (message) {
      case Announcement(var hashes) -> put(out.put(ANNOUNCEMENT), hashes, MAX_ANNOUNCED);
      case Request(var id, var hashes) -> put(out.put(REQUEST).putInt(id), hashes, MAX_ASKED);
      case Answer(var id, var envelopes) -> {
        out.put(ANSWER).putInt(id).putShort((short) envelopes.size());
        envelopes.forEach(envelope -> out.putInt(envelope.size()).put(envelope.unsafeArray()));
      }
    }
    return out.array();
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedException for anything else
   */
  static TransactionMessage decode(byte[] encoded) {
    var in = new WireReader("message about transactions", encoded);
    int version = in.unsignedByte("version");
    if (version != VERSION) {
      throw in.refusal(0, "unknown version " + version);
    }
    int tag = in.unsignedByte("tag");
    TransactionMessage message =
        switch (tag) {
          case ANNOUNCEMENT -> new Announcement(hashes(in, MAX_ANNOUNCED));
          case REQUEST -> new Request(in.anyInt("id"), hashes(in, MAX_ASKED));
          case ANSWER -> new Answer(in.anyInt("id"), envelopes(in));
          default -> throw in.refusal(1, "unknown tag " + tag);
        };
    in.end();
    return message;
  }

  private static int size(TransactionMessage message) {
    return switch (message) {
      case Announcement(var hashes) -> 2 + Short.BYTES + hashes.size() * Hash.SIZE;
      case Request(_, var hashes) -> 2 + Integer.BYTES + Short.BYTES + hashes.size() * Hash.SIZE;
      case Answer(_, var envelopes) -> {
        requireCount(envelopes.size(), MAX_ASKED);
        long bytes = envelopes.stream().mapToLong(Bytes::size).sum();
        if (bytes > MAX_ANSWER_BYTES) {
          throw new IllegalArgumentException(
              "an answer of %d bytes, at most %d".formatted(bytes, MAX_ANSWER_BYTES));
        }
        yield 2 + Integer.BYTES + Short.BYTES + envelopes.size() * Integer.BYTES + (int) bytes;
      }
    };
  }

  private static List<Hash> hashes(WireReader in, int most) {
    return in.hashes("hashes", in.count("number of hashes", 1, most));
  }

  private static List<Bytes> envelopes(WireReader in) {
    int count = in.count("number of envelopes", 1, MAX_ASKED);
    in.need("envelopes", count * Integer.BYTES);
    var envelopes = new ArrayList<Bytes>(count);
    int left = MAX_ANSWER_BYTES;
    for (int i = 0; i < count; i++) {
      Bytes envelope = in.wrapped("envelope", in.size("size of an envelope", 0, left));
      left -= envelope.size();
      envelopes.add(envelope);
    }
    return envelopes;
  }

  private static void put(ByteBuffer out, List<Hash> hashes, int most) {
    requireCount(hashes.size(), most);
    out.putShort((short) hashes.size());
    hashes.forEach(hash -> out.put(hash.unsafeArray()));
  }

  private static void requireCount(int count, int most) {
    if (count < 1 || count > most) {
      throw new IllegalArgumentException("%d items, 1 to %d".formatted(count, most));
    }
  }
}
