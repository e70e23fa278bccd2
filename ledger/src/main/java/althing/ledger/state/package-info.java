/**
 * Projection entries: reading, overlaying, authenticating. The state tree starts at {@link
 * althing.ledger.state.StateTree}; what it proves at {@link althing.ledger.state.StateProof}; which
 * of its past is kept at {@link althing.ledger.state.StateRetention}.
 */
@NullMarked
package althing.ledger.state;

import org.jspecify.annotations.NullMarked;
