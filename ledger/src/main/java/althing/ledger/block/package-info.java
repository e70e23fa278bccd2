/** Blocks, receipts and logs, as Ethereum shapes them. */
@NullMarked
package althing.ledger.block;

import org.jspecify.annotations.NullMarked;
