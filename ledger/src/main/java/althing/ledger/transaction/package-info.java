/**
 * Ethereum transactions: what is signed ({@link althing.ledger.transaction.Transaction}), how it is
 * coded and who signed it ({@link althing.ledger.transaction.TransactionCodec}), and what may be in
 * a block ({@link althing.ledger.transaction.TransactionRules}).
 */
@NullMarked
package althing.ledger.transaction;

import org.jspecify.annotations.NullMarked;
