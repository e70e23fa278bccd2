package althing.consensus;

/** A validator's Ed25519 public key: who signs votes. */
public final class PublicKey extends Octets {

  public static final int SIZE = 32;

  private PublicKey(byte[] value) {
    super(value, SIZE, "a public key");
  }

  /** Copies {@code value}: 32 bytes. */
  public static PublicKey of(byte[] value) {
    return new PublicKey(value);
  }
}
