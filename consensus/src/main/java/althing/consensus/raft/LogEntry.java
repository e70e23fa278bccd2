package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import java.util.Arrays;

/**
 * What the replicated log holds: a block, and what tells whether it counts without reading it.
 *
 * @param encoded as {@link Proposal#encoded()}, not to be changed
 */
public record LogEntry(long height, BlockId block, BlockId parent, byte[] encoded) {

  public static LogEntry of(Proposal block) {
    return new LogEntry(block.height(), block.id(), block.parent(), block.encoded());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogEntry that
        && height == that.height
        && block.equals(that.block)
        && parent.equals(that.parent)
        && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  @Override
  public String toString() {
    return "block %d %s on %s".formatted(height, block, parent);
  }
}
