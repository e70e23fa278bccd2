package althing.node.app.client;

import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;

/** An account that can sign. */
public final class SigningKey {

  private final byte[] privateKey;
  private final Address address;

  private SigningKey(byte[] privateKey) {
    this.privateKey = privateKey;
    this.address = Secp256k1.addressOf(Secp256k1.instance().publicKey(privateKey));
  }

  /**
   * @param privateKey 32 bytes
   * @throws IllegalArgumentException if it is no key of the curve
   */
  public static SigningKey of(byte[] privateKey) {
    return new SigningKey(privateKey.clone());
  }

  public Address address() {
    return address;
  }

  /** The secret itself, not to be changed. */
  public byte[] privateKey() {
    return privateKey;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return address.toString();
  }
}
