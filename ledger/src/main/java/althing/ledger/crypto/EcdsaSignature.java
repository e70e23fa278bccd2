package althing.ledger.crypto;

import althing.ledger.types.Hex;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A recoverable secp256k1 signature, kept in the 64-byte form r‖s that recovery takes. Any two
 * 256-bit numbers and any parity can be held; {@link #isCanonical()} tells whether they can be a
 * signature at all.
 */
public final class EcdsaSignature {

  /** r = s = 0: what stands in a transaction that nobody signed. */
  public static final EcdsaSignature NONE = new EcdsaSignature(new byte[64], 0);

  private static final byte[] ORDER =
      Hex.decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  private static final byte[] HALF_ORDER =
      Hex.decode("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
  private static final byte[] ZERO = new byte[32];

  private final byte[] compact;
  private final int yParity;

  private EcdsaSignature(byte[] compact, int yParity) {
    if (compact.length != 64) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + compact.length);
    }
    this.compact = compact;
    this.yParity = yParity;
  }

  /** Takes over {@code compact}: r‖s, 64 bytes, which the caller must not change afterwards. */
  public static EcdsaSignature wrap(byte[] compact, int yParity) {
    return new EcdsaSignature(compact, yParity);
  }

  /**
   * A signature of two scalars given as big-endian bytes.
   *
   * @param r at most 32 bytes
   * @param s at most 32 bytes
   */
  public static EcdsaSignature of(byte[] r, byte[] s, int yParity) {
    byte[] compact = new byte[64];
    System.arraycopy(r, 0, compact, 32 - r.length, r.length);
    System.arraycopy(s, 0, compact, 64 - s.length, s.length);
    return new EcdsaSignature(compact, yParity);
  }

  /** A signature of two numbers below 2^256. */
  public static EcdsaSignature of(BigInteger r, BigInteger s, int yParity) {
    return of(Scalars.bigEndian(r), Scalars.bigEndian(s), yParity);
  }

  public BigInteger r() {
    return new BigInteger(1, compact, 0, 32);
  }

  public BigInteger s() {
    return new BigInteger(1, compact, 32, 32);
  }

  /** 0 or 1 in a valid signature: which of the two points with abscissa r. */
  public int yParity() {
    return yParity;
  }

  /** r‖s, not to be changed. */
  public byte[] unsafeArray() {
    return compact;
  }

  /** Whether 0 &lt; r &lt; n, with n the order of the curve. */
  public boolean hasValidR() {
    return !isZero(0) && Arrays.compareUnsigned(compact, 0, 32, ORDER, 0, 32) < 0;
  }

  /** Whether 0 &lt; s ≤ n/2: the lower of the two values that would verify (EIP-2). */
  public boolean hasLowS() {
    return !isZero(32) && Arrays.compareUnsigned(compact, 32, 64, HALF_ORDER, 0, 32) <= 0;
  }

  /** Whether r, s and the parity are in the ranges that Ethereum accepts. */
  public boolean isCanonical() {
    return (yParity == 0 || yParity == 1) && hasValidR() && hasLowS();
  }

  private boolean isZero(int from) {
    return Arrays.equals(compact, from, from + 32, ZERO, 0, 32);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof EcdsaSignature that
            && yParity == that.yParity
            && Arrays.equals(compact, that.compact);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(compact) + yParity;
  }

  @Override
  public String toString() {
    return Hex.encode(compact) + "/" + yParity;
  }
}
