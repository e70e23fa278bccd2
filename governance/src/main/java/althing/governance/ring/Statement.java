package althing.governance.ring;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/**
 * What a ring signature vouches for: that a member of the ring says this about the proposal, on
 * this chain.
 *
 * @param proposal its id
 * @param message all else that whoever carries the vote must not change: the choice, and what it
 *     weighs where the keys of the ring do not tell
 */
public record Statement(Amount chainId, Hash proposal, Ring ring, Bytes message) {}
