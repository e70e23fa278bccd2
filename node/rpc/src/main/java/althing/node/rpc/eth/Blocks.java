package althing.node.rpc.eth;

import althing.ledger.block.Block;
import althing.ledger.chain.ChainReader;
import althing.ledger.types.Hash;
import althing.node.rpc.method.RpcException;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the blocks that callers name. */
public final class Blocks {

  private final ChainReader chain;

  public Blocks(ChainReader chain) {
    this.chain = chain;
  }

  /** Height of the block, or empty when there is none. */
  public OptionalLong find(BlockRef ref) {
    return switch (ref) {
      case BlockRef.Tag tag ->
          OptionalLong.of(tag == BlockRef.Tag.EARLIEST ? 0 : chain.headHeight());
      case BlockRef.OfHeight(long height) ->
          height <= chain.headHeight() ? OptionalLong.of(height) : OptionalLong.empty();
      case BlockRef.OfHash(Hash hash) -> chain.heightOf(hash);
    };
  }

  /** Height of the block, or the error that says there is none. */
  public long require(BlockRef ref) {
    return find(ref)
        .orElseThrow(() ->
            RpcException.server(
                ref instanceof BlockRef.OfHash ? "header for hash not found" : "header not found"));
  }

  public Optional<Block> block(BlockRef ref) {
    var height = find(ref);
    return height.isPresent() ? chain.block(height.getAsLong()) : Optional.empty();
  }
}
