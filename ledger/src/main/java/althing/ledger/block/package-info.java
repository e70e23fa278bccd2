/**
 * Blocks, receipts and logs, as Ethereum shapes them, and their bytes: headers, bodies and receipts
 * have a codec each.
 */
@NullMarked
package althing.ledger.block;

import org.jspecify.annotations.NullMarked;
