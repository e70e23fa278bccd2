/** Merkle-Patricia tries, as Ethereum commits to transactions and receipts. */
@NullMarked
package althing.ledger.trie;

import org.jspecify.annotations.NullMarked;
