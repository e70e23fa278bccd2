package althing.node.core.gossip;

/**
 * Bounds and times of proposals that name their transactions.
 *
 * @param fullBelowBytes bodies with fewer bytes of transactions are sent in full
 * @param unfinishedOfPeer most proposals of one peer that wait for transactions
 * @param unfinishedInAll most proposals that wait for transactions
 * @param kept newest blocks that were proposed, or put together, whose transactions are answered
 *     for
 * @param answersOfPeer most requests of one peer about one block that are answered
 * @param timeoutMillis after this time without an answer the proposer is asked again
 * @param attempts how often it is asked before the proposal is given up
 */
public record CompactSettings(
    int fullBelowBytes,
    int unfinishedOfPeer,
    int unfinishedInAll,
    int kept,
    int answersOfPeer,
    int timeoutMillis,
    int attempts) {

  public static final CompactSettings DEFAULT = new CompactSettings(2_048, 2, 16, 8, 4, 300, 4);

  public CompactSettings {
    if (fullBelowBytes < 0
        || unfinishedOfPeer < 1
        || unfinishedInAll < 1
        || kept < 1
        || answersOfPeer < 1
        || timeoutMillis < 1
        || attempts < 1) {
      throw new IllegalArgumentException(
          "proposals: full below %d bytes, %d unfinished of a peer, %d in all, %d kept, %d answers, %d ms, %d attempts"
              .formatted(
                  fullBelowBytes,
                  unfinishedOfPeer,
                  unfinishedInAll,
                  kept,
                  answersOfPeer,
                  timeoutMillis,
                  attempts));
    }
  }
}
