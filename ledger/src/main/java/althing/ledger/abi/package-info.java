/** Contract ABI coding, EIP-712 typed data, and the interfaces of system contracts. */
@NullMarked
package althing.ledger.abi;

import org.jspecify.annotations.NullMarked;
