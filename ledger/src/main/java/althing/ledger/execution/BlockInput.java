package althing.ledger.execution;

import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/**
 * What is fixed about a block before its transactions run.
 *
 * @param parentHash zero for genesis
 * @param parentGasUsed gas used by the parent, which moves the base fee
 * @param firstSequence events in the log before this block: the number of its first event
 * @param timestampMillis block time, above the parent's
 * @param proposer account that earns the tips
 * @param seed random seed of this block
 * @param lastCommit certificate of the newest final ancestor
 */
public record BlockInput(
    long height,
    Hash parentHash,
    long parentGasUsed,
    long firstSequence,
    long timestampMillis,
    Address proposer,
    Hash seed,
    Bytes lastCommit) {}
