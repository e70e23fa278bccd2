package althing.consensus;

/** An Ed25519 signature. */
public final class Signature extends Octets {

  public static final int SIZE = 64;

  private Signature(byte[] value) {
    super(value, SIZE, "a signature");
  }

  /** Copies {@code value}: 64 bytes. */
  public static Signature of(byte[] value) {
    return new Signature(value);
  }
}
