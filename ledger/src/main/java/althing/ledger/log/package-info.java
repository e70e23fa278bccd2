/**
 * The Merkle tree over all events (RFC 9162), its tiles (C2SP tlog-tiles), its proofs and its
 * signed checkpoints. Read {@link althing.ledger.log.EventTree}, which grows, then {@link
 * althing.ledger.log.EventProver} and {@link althing.ledger.log.EventProofs}, which prove and
 * verify, then {@link althing.ledger.log.Checkpoint}.
 */
@NullMarked
package althing.ledger.log;

import org.jspecify.annotations.NullMarked;
