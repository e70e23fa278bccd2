package althing.ledger.transaction;

import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;

/**
 * A transaction with its signature, its canonical bytes, and the sender recovered from it, once.
 *
 * @param encoded the EIP-2718 envelope: what {@code eth_sendRawTransaction} takes and what blocks
 *     hold
 * @param hash Keccak-256 of {@code encoded}
 * @param sender the account whose key signed; {@link Address#SYSTEM} for tick work (DESIGN §3)
 */
public record SignedTransaction(
    Transaction transaction, EcdsaSignature signature, Bytes encoded, Hash hash, Address sender) {

  /** Whether this is the tick work that opens a block instead of something an account signed. */
  public boolean isTick() {
    return sender.equals(Address.SYSTEM);
  }
}
