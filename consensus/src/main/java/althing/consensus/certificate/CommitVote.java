package althing.consensus.certificate;

import althing.consensus.BlockId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a member of a certificate signed: that it commits to this block (rule C1).
 *
 * @param chain id of the genesis block
 * @param epoch of the validator set that votes
 * @param view in which the block was agreed on
 */
public record CommitVote(BlockId chain, long epoch, long view, long height, BlockId block) {

  private static final byte[] DOMAIN = "althing/commit/v1".getBytes(StandardCharsets.US_ASCII);

  public CommitVote {
    if (epoch < 0 || view < 0 || height < 0) {
      throw new IllegalArgumentException(
          "negative number in epoch %d view %d height %d".formatted(epoch, view, height));
    }
  }

  /** The signed bytes, 105: domain(17) ‖ chain(32) ‖ epoch(8) ‖ view(8) ‖ height(8) ‖ block(32). */
  public byte[] signedBytes() {
    return ByteBuffer.allocate(DOMAIN.length + 2 * BlockId.SIZE + 3 * Long.BYTES)
        .put(DOMAIN)
        .put(chain.toArray())
        .putLong(epoch)
        .putLong(view)
        .putLong(height)
        .put(block.toArray())
        .array();
  }
}
