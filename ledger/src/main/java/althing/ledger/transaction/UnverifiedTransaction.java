package althing.ledger.transaction;

import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;

/**
 * A transaction that decoded but whose sender is not recovered yet: what is cheap to refuse is
 * refused on this, before the signature is paid for.
 *
 * @param signature in canonical ranges; {@link EcdsaSignature#NONE} for the shape of tick work
 * @param encoded the EIP-2718 envelope
 * @param hash Keccak-256 of {@code encoded}
 * @param signingHash the digest that the sender signed
 */
public record UnverifiedTransaction(
    Transaction transaction, EcdsaSignature signature, Bytes encoded, Hash hash, Hash signingHash) {

  /**
   * Recovers the sender.
   *
   * @throws MalformedException if no key can have made the signature
   */
  public SignedTransaction recover() {
    byte[] key = Secp256k1.instance().recover(signingHash.unsafeArray(), signature);
    if (key == null) {
      throw new MalformedException("transaction signature: no key can have made it");
    }
    return sentBy(Secp256k1.addressOf(key));
  }

  SignedTransaction sentBy(Address sender) {
    return new SignedTransaction(transaction, signature, encoded, hash, sender);
  }
}
