/** Recursive Length Prefix encoding, strict when read. */
@NullMarked
package althing.ledger.rlp;

import org.jspecify.annotations.NullMarked;
