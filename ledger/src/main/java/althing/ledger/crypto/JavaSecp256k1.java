package althing.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/** {@link Secp256k1} on BouncyCastle's curve arithmetic, for machines without the C library. */
final class JavaSecp256k1 implements Secp256k1 {

  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final BigInteger ORDER = CURVE.getN();
  private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

  private final String reason;

  /**
   * @param reason why this implementation is used, shown in its name
   */
  JavaSecp256k1(String reason) {
    this.reason = reason;
  }

  @Override
  public String name() {
    return "BouncyCastle (Java; " + reason + ")";
  }

  @Override
  public EcdsaSignature sign(byte[] digest, byte[] privateKey) {
    Scalars.requireDigest(digest);
    BigInteger key = scalar(privateKey);
    BigInteger hash = new BigInteger(1, digest, 0, 32);
    var nonces = new HMacDSAKCalculator(new SHA256Digest());
    nonces.init(ORDER, key, digest);
    while (true) {
      BigInteger nonce = nonces.nextK();
      ECPoint point = timesBase(nonce);
      BigInteger r = point.getAffineXCoord().toBigInteger();
      BigInteger s = nonce.modInverse(ORDER).multiply(hash.add(key.multiply(r))).mod(ORDER);
      if (r.signum() == 0 || r.compareTo(ORDER) >= 0 || s.signum() == 0) {
        continue;
      }
      int yParity = point.getAffineYCoord().testBitZero() ? 1 : 0;
      return s.compareTo(HALF_ORDER) <= 0
          ? EcdsaSignature.of(r, s, yParity)
          : EcdsaSignature.of(r, ORDER.subtract(s), 1 - yParity);
    }
  }

  @Override
  public byte @Nullable [] recover(byte[] digest, EcdsaSignature signature) {
    Scalars.requireDigest(digest);
    if (!signature.isCanonical()) {
      return null;
    }
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + signature.yParity());
    System.arraycopy(signature.unsafeArray(), 0, compressed, 1, 32);
    ECPoint point;
    try {
      point = CURVE.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException _) {
      return null;
    }
    BigInteger inverse = signature.r().modInverse(ORDER);
    BigInteger hash = new BigInteger(1, digest, 0, 32);
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
            CURVE.getG(),
            hash.negate().multiply(inverse).mod(ORDER),
            point,
            signature.s().multiply(inverse).mod(ORDER));
    return key.isInfinity() ? null : encode(key.normalize());
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return encode(timesBase(scalar(privateKey)));
  }

  private static BigInteger scalar(byte[] privateKey) {
    BigInteger key = new BigInteger(1, privateKey);
    if (privateKey.length != 32 || key.signum() == 0 || key.compareTo(ORDER) >= 0) {
      throw new IllegalArgumentException("not a secp256k1 private key");
    }
    return key;
  }

  private static ECPoint timesBase(BigInteger factor) {
    return new FixedPointCombMultiplier().multiply(CURVE.getG(), factor).normalize();
  }

  private static byte[] encode(ECPoint point) {
    return Arrays.copyOfRange(point.getEncoded(false), 1, 65);
  }
}
