package althing.governance.ring;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * secp256k1 as BouncyCastle computes it. The order n of the group is prime and the cofactor 1, so
 * that each point but infinity generates all others and none is of small order.
 */
final class Curve {

  static final int SCALAR_SIZE = 32;

  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");

  static final ECCurve POINTS = PARAMETERS.getCurve();
  static final ECPoint GENERATOR = PARAMETERS.getG();
  static final BigInteger ORDER = PARAMETERS.getN();

  private Curve() {}

  /** Multiplies in steps that do not depend on {@code secret}, 0 &lt; secret &lt; n. */
  static ECPoint timesSecret(ECPoint point, BigInteger secret) {
    return new FixedPointCombMultiplier().multiply(point, secret).normalize();
  }

  /**
   * A hash as a number below n. As n is above 2^256 − 2^129, the remainder of 32 random bytes is
   * within 2^-127 of uniform.
   */
  static BigInteger scalar(byte[] hash) {
    return new BigInteger(1, hash).mod(ORDER);
  }

  /** Whether 0 ≤ value &lt; n, which one of all numbers with the same remainder is. */
  static boolean isScalar(BigInteger value) {
    return value.signum() >= 0 && value.compareTo(ORDER) < 0;
  }

  /** 32 bytes, big-endian. */
  static byte[] bytes(BigInteger scalar) {
    return BigIntegers.asUnsignedByteArray(SCALAR_SIZE, scalar);
  }
}
