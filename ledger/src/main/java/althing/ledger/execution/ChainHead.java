package althing.ledger.execution;

import althing.ledger.block.Block;
import althing.ledger.log.LogVersion;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateVersion;

/**
 * A block as the parent of further ones, on disk or not yet.
 *
 * @param state entries after the block
 * @param stateVersion the state tree after the block
 * @param logVersion the event tree after the block
 */
public record ChainHead(
    Block block, StateReader state, StateVersion stateVersion, LogVersion logVersion) {}
