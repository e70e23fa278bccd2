package althing.ledger.state;

import althing.ledger.types.Hash;

/**
 * What names the state after a block.
 *
 * @param height the block; every height from 0 has a root node of its own
 * @param hash the tree's root, 32 zero bytes for a state without entries
 */
public record StateRoot(long height, Hash hash) {}
