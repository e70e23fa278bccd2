package althing.ledger.projection;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;

/**
 * The block that a decision is part of.
 *
 * @param timestampMillis block time
 * @param epoch ⌊(timestamp − genesis) / epoch length⌋, the epoch that decisions in this block count
 *     in: the newest whose tick has ended
 * @param seed the block's random seed (RULES 0)
 */
public record BlockContext(
    Amount chainId,
    long height,
    long timestampMillis,
    long epoch,
    Address proposer,
    Amount baseFee,
    Hash seed) {}
