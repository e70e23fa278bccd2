/**
 * Balances, nonces, escrows and fees. {@link althing.ledger.account.AccountEvent} says what can
 * happen, {@link althing.ledger.account.Money} where SP is, {@link
 * althing.ledger.account.Conservation} that none is lost.
 */
@NullMarked
package althing.ledger.account;

import org.jspecify.annotations.NullMarked;
