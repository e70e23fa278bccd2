package althing.node.core.chain;

import althing.ledger.chain.Retention;
import althing.node.core.mempool.PoolSettings;

/**
 * How this node runs the chain; no two nodes need agree on it.
 *
 * @param clientVersion software name and version
 * @param heartbeatMillis longest time without a block; 0: an idle chain makes none
 * @param production how blocks are built
 */
public record ChainSettings(
    String clientVersion,
    long heartbeatMillis,
    Production production,
    PoolSettings pool,
    Retention retention) {

  /**
   * @param maxWaitingBlocks how many blocks may be executed and wait for the disk
   * @param maxTransactions most transactions in a block that this node builds
   * @param maxBuildMillis how long it goes on adding transactions to a block
   * @param cachedPages pages of the state tree held in memory
   */
  public record Production(
      int maxWaitingBlocks, int maxTransactions, long maxBuildMillis, int cachedPages) {

    public static final Production DEFAULT = new Production(4, 5_000, 100, 16_384);

    public Production {
      if (maxWaitingBlocks < 1 || maxTransactions < 1 || maxBuildMillis < 1 || cachedPages < 1) {
        throw new IllegalArgumentException(
            "block production: %d waiting, %d transactions, %d ms to build, %d pages"
                .formatted(maxWaitingBlocks, maxTransactions, maxBuildMillis, cachedPages));
      }
    }
  }

  public static final ChainSettings DEFAULT =
      new ChainSettings(
          "althing", 5_000, Production.DEFAULT, PoolSettings.DEFAULT, Retention.PRUNED);
}
