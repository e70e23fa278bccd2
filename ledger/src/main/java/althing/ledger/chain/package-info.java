/** The chain on disk: what is kept, how a block is committed in one batch, how it is read back. */
@NullMarked
package althing.ledger.chain;

import org.jspecify.annotations.NullMarked;
