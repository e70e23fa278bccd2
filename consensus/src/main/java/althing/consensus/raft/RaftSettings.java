package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;

/**
 * @param chain id of the genesis block
 * @param self this node's key
 * @param reads whether this node reads the log; one that does not follows what others say is final
 * @param heartbeatMillis longest time without a block; 0: an idle chain makes none
 * @param tickMillis what may have been lost is said again after this time
 * @param maxUnderWay heights above the final one that are built on
 */
public record RaftSettings(
    BlockId chain,
    PublicKey self,
    boolean reads,
    long heartbeatMillis,
    long tickMillis,
    int maxUnderWay) {

  public RaftSettings {
    if (heartbeatMillis < 0 || tickMillis < 1 || maxUnderWay < 1) {
      throw new IllegalArgumentException(
          "heartbeat %d ms, tick %d ms, %d under way"
              .formatted(heartbeatMillis, tickMillis, maxUnderWay));
    }
  }

  public static RaftSettings standard(
      BlockId chain, PublicKey self, boolean reads, long heartbeatMillis) {
    return new RaftSettings(chain, self, reads, heartbeatMillis, 500, 4);
  }
}
