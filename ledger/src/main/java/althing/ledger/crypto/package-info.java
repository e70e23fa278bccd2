/**
 * Hashes, signatures and verifiable randomness. The algorithms are libraries'; this package fixes
 * which are used, their byte layouts and their strictness.
 */
@NullMarked
package althing.ledger.crypto;

import org.jspecify.annotations.NullMarked;
