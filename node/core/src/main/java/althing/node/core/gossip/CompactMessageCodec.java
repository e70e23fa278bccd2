package althing.node.core.gossip;

import althing.consensus.pbft.MalformedMessageException;
import althing.consensus.pbft.MessageCodec;
import althing.consensus.pbft.ProposeHead;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.crypto.Ecvrf;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.gossip.CompactMessage.Compact;
import althing.node.core.gossip.CompactMessage.Placed;
import althing.node.core.gossip.CompactMessage.Supplied;
import althing.node.core.gossip.CompactMessage.Wanted;
import althing.node.core.peer.WireReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@link CompactMessage}s to bytes and back; {@code docs/network.md} has them byte by byte. */
final class CompactMessageCodec {

  /** Most transactions of a block that is proposed by their hashes. */
  static final int MAX_TRANSACTIONS = 100_000;

  /** An answer is full at this size, unless it is one transaction alone. */
  static final int ANSWER_BYTES = 1 << 20;

  private static final byte COMPACT = 0x41;
  private static final byte WANTED = 0x42;
  private static final byte SUPPLIED = 0x43;

  private static final int PLACED_HEAD = 2 * Integer.BYTES;

  private final MessageCodec heads;

  CompactMessageCodec(MessageCodec heads) {
    this.heads = heads;
  }

  /** Whether a message of the lane is one of these, by its first byte. */
  static boolean isCompact(byte[] message) {
    return message.length > 0 && message[0] >= COMPACT && message[0] <= SUPPLIED;
  }

  byte[] encode(CompactMessage message) {
    return switch (message) {
      case Compact compact -> encodeCompact(compact);
      case Wanted(var block, var positions) -> {
        var out = ByteBuffer.allocate(1 + Hash.SIZE + (1 + positions.size()) * Integer.BYTES);
        out.put(WANTED).put(block.unsafeArray()).putInt(positions.size());
        positions.forEach(out::putInt);
        yield out.array();
      }
      case Supplied(var block, var transactions) -> {
        int size = transactions.stream().mapToInt(CompactMessageCodec::size).sum();
        var out = ByteBuffer.allocate(1 + Hash.SIZE + Integer.BYTES + size);
        out.put(SUPPLIED).put(block.unsafeArray()).putInt(transactions.size());
        for (Placed each : transactions) {
          out.putInt(each.position());
          putSized(out, each.envelope().unsafeArray());
        }
        yield out.array();
      }
    };
  }

  /** Bytes of a transaction in an answer. */
  static int size(Placed placed) {
    return PLACED_HEAD + placed.envelope().size();
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedException for anything else
   */
  CompactMessage decode(byte[] encoded) {
    var in = new WireReader("message about a proposal", encoded);
    int tag = in.unsignedByte("tag");
    CompactMessage message =
        switch (tag) {
          case COMPACT -> readCompact(in);
          case WANTED -> readWanted(in);
          case SUPPLIED -> readSupplied(in);
          default -> throw in.refusal(0, "unknown tag " + tag);
        };
    in.end();
    return message;
  }

  private byte[] encodeCompact(Compact compact) {
    byte[] head = heads.encodeHead(compact.head());
    byte[] header = HeaderCodec.encode(compact.header());
    int sized = head.length + header.length;
    for (Bytes each : List.of(compact.lastCommit(), compact.vrfProof(), compact.tick())) {
      sized += each.size();
    }
    var out =
        ByteBuffer.allocate(1 + 6 * Integer.BYTES + sized + compact.hashes().size() * Hash.SIZE)
            .put(COMPACT);
    putSized(out, head);
    putSized(out, header);
    putSized(out, compact.lastCommit().unsafeArray());
    putSized(out, compact.vrfProof().unsafeArray());
    putSized(out, compact.tick().unsafeArray());
    out.putInt(compact.hashes().size());
    compact.hashes().forEach(hash -> out.put(hash.unsafeArray()));
    return out.array();
  }

  private Compact readCompact(WireReader in) {
    ProposeHead head = readHead(in);
    BlockHeader header = readHeader(in);
    Bytes lastCommit = sized(in, "lastCommit", 0, BodyCodec.MAX_SIZE);
    int at = in.offset();
    Bytes vrfProof = sized(in, "vrfProof", 0, Ecvrf.PROOF_SIZE);
    if (!vrfProof.isEmpty() && vrfProof.size() != Ecvrf.PROOF_SIZE) {
      throw in.refusal(at, "vrfProof has %d bytes, not 0 or 80".formatted(vrfProof.size()));
    }
    Bytes tick = sized(in, "tick", 0, TransactionCodec.MAX_SIZE);
    int count = in.size("number of hashes", 0, MAX_TRANSACTIONS);
    return new Compact(head, header, lastCommit, vrfProof, tick, in.hashes("hashes", count));
  }

  private ProposeHead readHead(WireReader in) {
    int at = in.offset();
    Bytes head = sized(in, "head", 1, Integer.MAX_VALUE);
    try {
      return heads.decodeHead(head.unsafeArray());
    } catch (MalformedMessageException e) {
      throw in.refusal(at, String.valueOf(e.getMessage()));
    }
  }

  private static BlockHeader readHeader(WireReader in) {
    int at = in.offset();
    Bytes header = sized(in, "header", 1, HeaderCodec.MAX_SIZE);
    try {
      return HeaderCodec.decode(header.unsafeArray());
    } catch (MalformedException e) {
      throw in.refusal(at, String.valueOf(e.getMessage()));
    }
  }

  private static Wanted readWanted(WireReader in) {
    Hash block = in.hash("block");
    int count = in.size("number of positions", 1, MAX_TRANSACTIONS);
    in.need("positions", count * Integer.BYTES);
    var positions = new ArrayList<Integer>(count);
    int least = 0;
    for (int i = 0; i < count; i++) {
      int position = position(in, least);
      positions.add(position);
      least = position + 1;
    }
    return new Wanted(block, positions);
  }

  private static Supplied readSupplied(WireReader in) {
    Hash block = in.hash("block");
    int count = in.size("number of transactions", 0, MAX_TRANSACTIONS);
    in.need("transactions", count * (PLACED_HEAD + 1));
    var transactions = new ArrayList<Placed>(count);
    int least = 0;
    for (int i = 0; i < count; i++) {
      int position = position(in, least);
      transactions.add(new Placed(position, sized(in, "envelope", 1, TransactionCodec.MAX_SIZE)));
      least = position + 1;
    }
    return new Supplied(block, transactions);
  }

  private static int position(WireReader in, int least) {
    return in.size("position", least, MAX_TRANSACTIONS);
  }

  private static Bytes sized(WireReader in, String field, int least, int most) {
    return in.wrapped(field, in.size("size of the " + field, least, most));
  }

  private static void putSized(ByteBuffer out, byte[] bytes) {
    out.putInt(bytes.length).put(bytes);
  }
}
