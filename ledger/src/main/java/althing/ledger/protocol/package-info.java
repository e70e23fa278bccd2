/** The chain as such: identity, parameters, validators, blocks, epochs, base fee. */
@NullMarked
package althing.ledger.protocol;

import org.jspecify.annotations.NullMarked;
