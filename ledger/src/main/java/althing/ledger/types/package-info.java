/** Values that every part shares: bytes, hashes, addresses, amounts. */
@NullMarked
package althing.ledger.types;

import org.jspecify.annotations.NullMarked;
