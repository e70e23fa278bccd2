package althing.node.app.genesis;

import althing.genesis.Genesis;
import althing.ledger.block.Block;
import althing.ledger.execution.BlockFactory;
import althing.ledger.state.StateTree;
import althing.node.app.Projections;

/** The block at height 0 that a genesis file leads to. Its hash names the chain. */
public final class GenesisBlock {

  private GenesisBlock() {}

  /** Runs the founding of {@code genesis} in memory: seconds for a million accounts. */
  public static Block of(Genesis genesis) {
    var states =
        new StateTree(
            keys -> {
              throw new IllegalStateException("a founding reads no stored node: " + keys);
            },
            1);
    return new BlockFactory(Projections.registry(), states)
        .genesis(genesis.founding(), genesis.timeMillis())
        .block();
  }
}
