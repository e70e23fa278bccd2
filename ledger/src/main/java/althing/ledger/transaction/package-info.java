/** Ethereum transactions: what is signed, how it is coded, who signed it. */
@NullMarked
package althing.ledger.transaction;

import org.jspecify.annotations.NullMarked;
