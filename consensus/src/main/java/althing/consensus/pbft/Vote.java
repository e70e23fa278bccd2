package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.certificate.CommitVote;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a validator says of a view (rule P2).
 *
 * @param epoch of the validator set that votes
 * @param view from 1; views count within their epoch
 * @param height of the block; 0 for a skip
 * @param block what is voted for; {@link #NO_BLOCK} for a skip
 */
public record Vote(Kind kind, long epoch, long view, long height, BlockId block) {

  /** The block of a vote that names none. */
  public static final BlockId NO_BLOCK = BlockId.of(new byte[BlockId.SIZE]);

  private static final byte[] PROPOSE = domain("althing/propose/v1");
  private static final byte[] PREPARE = domain("althing/prepare/v1");
  private static final byte[] SKIP = domain("althing/skip/v1");

  /** What is said. The numbers are on the wire and on disk. */
  public enum Kind {
    /** The block is what this view's proposer proposes. Only the proposer says so. */
    PROPOSE(0),
    /** The block is valid and the first one that I prepare in this view. */
    PREPARE(1),
    /** A quorum prepared the block, and I shall never skip this view. */
    COMMIT(2),
    /** Let us go on without this view; I shall never commit in it. */
    SKIP(3);

    private static final Kind[] ALL = values();
    private final byte number;

    Kind(int number) {
      this.number = (byte) number;
    }

    byte number() {
      return number;
    }

    /** The kind with this number; throws {@link IllegalArgumentException} if there is none. */
    static Kind of(int number) {
      if (number < 0 || number >= ALL.length) {
        throw new IllegalArgumentException("unknown kind of vote " + number);
      }
      return ALL[number];
    }
  }

  public Vote {
    boolean aboutBlock = kind != Kind.SKIP;
    if (epoch < 0 || view < 1 || height < 0 || !aboutBlock && height > 0) {
      throw new IllegalArgumentException(
          "%s in epoch %d view %d height %d".formatted(kind, epoch, view, height));
    }
    if (aboutBlock == block.equals(NO_BLOCK)) {
      throw new IllegalArgumentException("%s of block %s".formatted(kind, block));
    }
  }

  static Vote skip(long epoch, long view) {
    return new Vote(Kind.SKIP, epoch, view, 0, NO_BLOCK);
  }

  /**
   * The signed bytes: for a commit those of {@link CommitVote}, else domain ‖ chain(32) ‖ epoch(8)
   * ‖ view(8) ‖ height(8) ‖ block(32). No two kinds share a domain.
   *
   * @param chain id of the genesis block
   */
  public byte[] signedBytes(BlockId chain) {
    return switch (kind) {
      case PROPOSE -> signedBytes(PROPOSE, chain);
      case PREPARE -> signedBytes(PREPARE, chain);
      case COMMIT -> new CommitVote(chain, epoch, view, height, block).signedBytes();
      case SKIP -> signedBytes(SKIP, chain);
    };
  }

  private byte[] signedBytes(byte[] domain, BlockId chain) {
    return ByteBuffer.allocate(domain.length + 2 * BlockId.SIZE + 3 * Long.BYTES)
        .put(domain)
        .put(chain.toArray())
        .putLong(epoch)
        .putLong(view)
        .putLong(height)
        .put(block.toArray())
        .array();
  }

  private static byte[] domain(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
