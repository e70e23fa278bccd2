/**
 * Trust: how reliable an account has been, in millionths (RULES 4). {@link
 * althing.ledger.trust.Cause} is the table of changes, {@link althing.ledger.trust.TrustScore} the
 * arithmetic, {@link althing.ledger.trust.Trust} the projection.
 */
@NullMarked
package althing.ledger.trust;

import org.jspecify.annotations.NullMarked;
