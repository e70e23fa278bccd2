/** Events, their bytes, and the Merkle tree over them. */
@NullMarked
package althing.ledger.event;

import org.jspecify.annotations.NullMarked;
