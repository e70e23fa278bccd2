package althing.consensus.raft;

import althing.consensus.BlockId;

/**
 * How far the replicated log was followed: the newest block that counts after an entry.
 *
 * @param term of that entry
 * @param index of that entry; {@link #BEFORE_ALL} before the first
 */
public record Place(long term, long index, long height, BlockId block) {

  public static final long BEFORE_ALL = -1;

  /** Where the log of a chain begins. */
  public static Place genesis(BlockId chain) {
    return new Place(0, BEFORE_ALL, 0, chain);
  }
}
