package althing.consensus;

/**
 * A block as an engine sees it: where it stands in the chain, and bytes that only the {@link
 * Application} reads. Two proposals with the same id are the same block.
 */
public interface Proposal {

  BlockId id();

  /** The parent's height and one. */
  long height();

  BlockId parent();

  /** What other validators need to judge the block. May be encoded on each call. */
  byte[] encoded();
}
