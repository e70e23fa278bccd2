package althing.ledger.crypto;

/**
 * Ed25519 (RFC 8032, pure): node keys and votes. Verification is strict: S must be below the order
 * of the group, and points must have their canonical encoding.
 */
public final class Ed25519 {

  public static final int SEED_SIZE = 32;
  public static final int PUBLIC_KEY_SIZE = 32;
  public static final int SIGNATURE_SIZE = 64;

  private Ed25519() {}

  /** The public key of a 32-byte seed. */
  public static byte[] publicKey(byte[] seed) {
    requireSeed(seed);
    byte[] key = new byte[PUBLIC_KEY_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
    return key;
  }

  /** The 64-byte signature of {@code message} by the key of {@code seed}. */
  public static byte[] sign(byte[] seed, byte[] message) {
    requireSeed(seed);
    byte[] signature = new byte[SIGNATURE_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether {@code signature} is by {@code publicKey}. Wrong lengths are false, not errors. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return publicKey.length == PUBLIC_KEY_SIZE
        && signature.length == SIGNATURE_SIZE
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, publicKey, 0, message, 0, message.length);
  }

  static void requireSeed(byte[] seed) {
    if (seed.length != SEED_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
  }
}
