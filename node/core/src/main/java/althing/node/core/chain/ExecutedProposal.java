package althing.node.core.chain;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.MalformedBlockException;
import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A block as the engine sees it. Encoded: length of the header(4) ‖ header ‖ body. */
public final class ExecutedProposal implements Proposal {

  private final Block block;
  private volatile byte @Nullable [] encoded;

  public ExecutedProposal(Block block) {
    this.block = block;
  }

  private ExecutedProposal(Block block, byte[] encoded) {
    this.block = block;
    this.encoded = encoded;
  }

  public Block block() {
    return block;
  }

  @Override
  public BlockId id() {
    return id(block.hash());
  }

  @Override
  public long height() {
    return block.height();
  }

  @Override
  public BlockId parent() {
    return id(block.header().parentHash());
  }

  /** Not to be changed: others are given the same bytes. */
  @Override
  public byte[] encoded() {
    byte[] known = encoded;
    if (known == null) {
      known = encode();
      encoded = known;
    }
    return known;
  }

  private byte[] encode() {
    byte[] header = HeaderCodec.encode(block.header());
    byte[] body = BodyCodec.encode(block.body());
    return ByteBuffer.allocate(Integer.BYTES + header.length + body.length)
        .putInt(header.length)
        .put(header)
        .put(body)
        .array();
  }

  public static BlockId id(Hash hash) {
    return BlockId.of(hash.unsafeArray());
  }

  public static Hash hash(BlockId id) {
    return Hash.wrap(id.toArray());
  }

  /** The block of a proposal that {@link #reader} read, or that was built here. */
  static Block blockOf(Proposal proposal) {
    if (proposal instanceof ExecutedProposal ours) {
      return ours.block();
    }
    throw new IllegalArgumentException("not a block of this chain: " + proposal.id());
  }

  /**
   * Reads blocks and recovers the senders of their transactions.
   *
   * @param known transactions whose senders were recovered before, by hash
   */
  static BlockReader reader(Function<Hash, Optional<SignedTransaction>> known) {
    return encoded -> {
      try {
        return read(encoded, known);
      } catch (MalformedException e) {
        throw new MalformedBlockException(String.valueOf(e.getMessage()));
      }
    };
  }

  private static ExecutedProposal read(
      byte[] encoded, Function<Hash, Optional<SignedTransaction>> known) {
    var in = ByteBuffer.wrap(encoded);
    if (in.remaining() < Integer.BYTES) {
      throw new MalformedException("proposal: shorter than its length field");
    }
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedException("proposal: header of " + length + " bytes");
    }
    byte[] header = new byte[length];
    in.get(header);
    byte[] body = new byte[in.remaining()];
    in.get(body);
    BlockHeader decoded = HeaderCodec.decode(header);
    return new ExecutedProposal(
        Block.ofParts(decoded, BodyCodec.decode(body, decoded.height(), known)), encoded);
  }
}
