/**
 * The Merkle tree over all events (RFC 9162), its tiles (C2SP tlog-tiles), its proofs and its
 * signed checkpoints.
 */
@NullMarked
package althing.ledger.log;

import org.jspecify.annotations.NullMarked;
