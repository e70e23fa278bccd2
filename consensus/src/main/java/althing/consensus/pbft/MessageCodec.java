package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.pbft.Message.BlockSent;
import althing.consensus.pbft.Message.BlockWanted;
import althing.consensus.pbft.Message.Cast;
import althing.consensus.pbft.Message.Certified;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Message.Status;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;
import java.util.Optional;

/** Messages to bytes and back; {@code docs/formats.md} has them byte by byte. */
public final class MessageCodec {

  private static final int PROPOSE = 1;
  private static final int CAST = 2;
  private static final int CERTIFIED = 3;
  private static final int STATUS = 4;
  private static final int BLOCK_WANTED = 5;
  private static final int BLOCK_SENT = 6;

  private static final int MAX_HEAD =
      3 * Long.BYTES
          + BlockId.SIZE
          + Signature.SIZE
          + Long.BYTES
          + Byte.BYTES
          + (1 + Propose.MAX_SKIPS) * QuorumCertificateCodec.MAX_SIZE;

  private final BlockReader blocks;
  private final int maxBlockBytes;

  /**
   * @param maxBlockBytes most bytes of a block's encoding
   */
  public MessageCodec(BlockReader blocks, int maxBlockBytes) {
    if (maxBlockBytes < 1 || maxBlockBytes > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("blocks of " + maxBlockBytes + " bytes");
    }
    this.blocks = blocks;
    this.maxBlockBytes = maxBlockBytes;
  }

  /** No message is longer. */
  public int maxMessageBytes() {
    return Byte.BYTES + MAX_HEAD + Integer.BYTES + maxBlockBytes;
  }

  /** Throws {@link IllegalArgumentException} for what {@link #decode} would not accept. */
  public byte[] encode(Message message) {
    var out = new ByteWriter();
    switch (message) {
      case Propose propose -> {
        writeHead(out.put(PROPOSE), ProposeHead.of(propose));
        writeBlock(out, propose.block());
      }
      case Cast(var vote, var signature) -> {
        VoteCodec.write(out.put(CAST), vote);
        out.put(signature);
      }
      case Certified(var certificate) ->
          QuorumCertificateCodec.write(out.put(CERTIFIED), certificate);
      case Status(var epoch, var view, var height, var asks) ->
          out.put(STATUS).putNumber(epoch).putNumber(view).putNumber(height).put(asks ? 1 : 0);
      case BlockWanted(var block) -> out.put(BLOCK_WANTED).put(block);
      case BlockSent(var block) -> writeBlock(out.put(BLOCK_SENT), block);
    }
    return out.toArray();
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedMessageException for anything else
   */
  public Message decode(byte[] encoded) {
    var in = new ByteReader("message", encoded);
    int tag = in.unsignedByte("tag");
    Message message =
        switch (tag) {
          case PROPOSE -> {
            var head = readHead(in);
            int at = in.offset();
            var block = readBlock(in);
            try {
              yield head.withBlock(block);
            } catch (MalformedBlockException e) {
              throw in.refusal(at, e.what());
            }
          }
          case CAST -> readCast(in);
          case CERTIFIED -> new Certified(QuorumCertificateCodec.read(in));
          case STATUS ->
              new Status(
                  in.number("epoch", 0),
                  in.number("view", 1),
                  in.number("height", 0),
                  in.bool("asks"));
          case BLOCK_WANTED -> new BlockWanted(in.blockId("block"));
          case BLOCK_SENT -> new BlockSent(readBlock(in));
          default -> throw in.refusal(0, "unknown tag " + tag);
        };
    in.end();
    return message;
  }

  /**
   * Whether a message, by its first byte, carries a block, which is dear to read: only members send
   * those.
   */
  public static boolean carriesBlock(byte[] encoded) {
    return encoded.length > 0 && (encoded[0] == PROPOSE || encoded[0] == BLOCK_SENT);
  }

  /**
   * The head of a message that is a proposal; empty for others. The block is not looked at.
   *
   * @throws MalformedMessageException if the head is wrong
   */
  public static Optional<ProposeHead> headOf(byte[] encoded) {
    if (encoded.length == 0 || encoded[0] != PROPOSE) {
      return Optional.empty();
    }
    var in = new ByteReader("message", encoded);
    in.unsignedByte("tag");
    return Optional.of(readHead(in));
  }

  /** A proposal without its block. */
  public byte[] encodeHead(ProposeHead head) {
    var out = new ByteWriter();
    writeHead(out, head);
    return out.toArray();
  }

  /**
   * Reads exactly what {@link #encodeHead} writes.
   *
   * @throws MalformedMessageException for anything else
   */
  public ProposeHead decodeHead(byte[] encoded) {
    var in = new ByteReader("head of a proposal", encoded);
    var head = readHead(in);
    in.end();
    return head;
  }

  private static Cast readCast(ByteReader in) {
    int at = in.offset();
    var vote = VoteCodec.read(in);
    if (vote.kind() == Kind.PROPOSE) {
      throw in.refusal(at, "a proposal without its block");
    }
    return new Cast(vote, in.signature());
  }

  private static void writeHead(ByteWriter out, ProposeHead head) {
    VoteCodec.writeRest(out, head.vote());
    out.put(head.signature()).putNumber(head.parent());
    head.certificate().ifPresent(certificate -> QuorumCertificateCodec.write(out, certificate));
    out.put(head.skips().size());
    head.skips().forEach(skip -> QuorumCertificateCodec.write(out, skip));
  }

  private static ProposeHead readHead(ByteReader in) {
    var vote = VoteCodec.readRest(in, Kind.PROPOSE);
    var signature = in.signature();
    int at = in.offset();
    long parent = in.number("parent view", 0);
    if (parent >= vote.view()) {
      throw in.refusal(at, "parent view %d of view %d".formatted(parent, vote.view()));
    }
    Optional<QuorumCertificate> certificate =
        parent > 0 ? Optional.of(QuorumCertificateCodec.read(in)) : Optional.empty();
    at = in.offset();
    int count = in.unsignedByte("number of skips");
    if (count > Propose.MAX_SKIPS) {
      throw in.refusal(at, count + " skips");
    }
    var skips = new ArrayList<QuorumCertificate>(count);
    for (int i = 0; i < count; i++) {
      skips.add(QuorumCertificateCodec.read(in));
    }
    return new ProposeHead(vote, signature, parent, certificate, skips);
  }

  private void writeBlock(ByteWriter out, Proposal block) {
    out.putSized(block.encoded(), maxBlockBytes, "block");
  }

  private Proposal readBlock(ByteReader in) {
    int at = in.offset();
    byte[] encoded = in.sized(maxBlockBytes, "block");
    try {
      return blocks.read(encoded);
    } catch (MalformedBlockException e) {
      throw in.refusal(at, e.what());
    }
  }
}
