package althing.node.network.noise;

import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 key pair (RFC 7748). */
public final class DhKey {

  /** Bytes of a public key, of a private key and of what two parties share. */
  public static final int SIZE = 32;

  private final byte[] secret;
  private final byte[] publicKey = new byte[SIZE];

  /**
   * @param secret 32 bytes, random
   */
  public DhKey(byte[] secret) {
    if (secret.length != SIZE) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes, not " + secret.length);
    }
    this.secret = secret.clone();
    X25519.scalarMultBase(this.secret, 0, publicKey, 0);
  }

  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** Refuses the points of small order, with which the secret would be no secret. */
  byte[] agree(byte[] other) throws NoiseException {
    byte[] shared = new byte[SIZE];
    if (!X25519.calculateAgreement(secret, 0, other, 0, shared, 0)) {
      throw new NoiseException("public key: a point of small order");
    }
    return shared;
  }
}
