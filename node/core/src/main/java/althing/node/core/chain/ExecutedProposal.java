package althing.node.core.chain;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.ledger.block.Block;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;

/** A block as the engine sees it. Encoded: length of the header(4) ‖ header ‖ body. */
record ExecutedProposal(Block block) implements Proposal {

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

  @Override
  public byte[] encoded() {
    byte[] header = HeaderCodec.encode(block.header());
    byte[] body = BodyCodec.encode(block.body());
    return ByteBuffer.allocate(Integer.BYTES + header.length + body.length)
        .putInt(header.length)
        .put(header)
        .put(body)
        .array();
  }

  static BlockId id(Hash hash) {
    return BlockId.of(hash.unsafeArray());
  }

  static Hash hash(BlockId id) {
    return Hash.wrap(id.toArray());
  }

  /**
   * The block in a proposal of anybody.
   *
   * @throws MalformedException if its bytes are not a block, or not the one it is named for
   */
  static Block blockOf(Proposal proposal) {
    if (proposal instanceof ExecutedProposal own) {
      return own.block();
    }
    var in = ByteBuffer.wrap(proposal.encoded());
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
    Block block = Block.of(HeaderCodec.decode(header), BodyCodec.decode(body, proposal.height()));
    if (!id(block.hash()).equals(proposal.id())) {
      throw new MalformedException(
          "proposal: named %s, is %s".formatted(proposal.id(), block.hash()));
    }
    return block;
  }
}
