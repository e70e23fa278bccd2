package althing.governance.ring;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * Hashes bytes to a point of secp256k1 whose discrete logarithm nobody knows: RFC 9380, suite
 * secp256k1_XMD:SHA-256_SSWU_RO_. The time it takes depends on the message: not for secrets.
 */
final class HashToCurve {

  private static final int DIGEST_SIZE = 32;
  private static final int BLOCK_SIZE = 64;

  /** Bytes that are reduced to one field element: 16 more than it has, against bias. */
  private static final int WIDE_SIZE = 48;

  /** E': y² = x³ + Ax + B, from which there is an isogeny of degree 3 to secp256k1. */
  private static final ECFieldElement A =
      element("3f8731abdd661adca08a5558f0f5d272e953d363cb6f0e5d405447c01a444533");

  private static final ECFieldElement B = element("6eb");
  private static final ECFieldElement Z = element("b").negate();
  private static final ECFieldElement ONE = element("1");

  /** The isogeny's polynomials (appendix E.1), highest power first. */
  private static final ECFieldElement[] X_NUMERATOR =
      elements(
          "8e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38daaaaa88c",
          "534c328d23f234e6e2a413deca25caece4506144037c40314ecbd0b53d9dd262",
          "07d3d4c80bc321d5b9f315cea7fd44c5d595d2fc0bf63b92dfff1044f17c6581",
          "8e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38e38daaaaa8c7");

  private static final ECFieldElement[] X_DENOMINATOR =
      elements(
          "1",
          "edadc6f64383dc1df7c4b2d51b54225406d36b641f5e41bbc52a56612a8c6d14",
          "d35771193d94918a9ca34ccbb7b640dd86cd409542f8487d9fe6b745781eb49b");

  private static final ECFieldElement[] Y_NUMERATOR =
      elements(
          "2f684bda12f684bda12f684bda12f684bda12f684bda12f684bda12f38e38d84",
          "29a6194691f91a73715209ef6512e576722830a201be2018a765e85a9ecee931",
          "c75e0c32d5cb7c0fa9d0a54b12a0a6d5647ab046d686da6fdffc90fc201d71a3",
          "4bda12f684bda12f684bda12f684bda12f684bda12f684bda12f684b8e38e23c");

  private static final ECFieldElement[] Y_DENOMINATOR =
      elements(
          "1",
          "6484aa716545ca2cf3a70c3fa8fe337e0a3d21162f0d6299a7bf8192bfd2a76f",
          "7a06534bb8bdb49fd5e9e6632722c2989467c1bfc8e8d978dfb425d2685c2573",
          "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffff93b");

  private HashToCurve() {}

  /**
   * The point of a message (hash_to_curve).
   *
   * @param domain 1 to 255 bytes; hashes under different domains are independent
   */
  static ECPoint hash(byte[] domain, byte[] message) {
    ECFieldElement[] u = toField(domain, message);
    return map(u[0]).add(map(u[1])).normalize();
  }

  /** Two field elements (hash_to_field). */
  static ECFieldElement[] toField(byte[] domain, byte[] message) {
    byte[] wide = expand(domain, message);
    return new ECFieldElement[] {reduce(wide, 0), reduce(wide, WIDE_SIZE)};
  }

  /** The point of a field element (map_to_curve: section 6.6.3). */
  static ECPoint map(ECFieldElement u) {
    ECFieldElement zu2 = Z.multiply(u.square());
    ECFieldElement t = zu2.square().add(zu2);
    ECFieldElement x =
        t.isZero() ? B.divide(Z.multiply(A)) : B.negate().divide(A).multiply(t.invert().add(ONE));
    ECFieldElement y = ordinate(x);
    if (y == null) {
      x = x.multiply(zu2);
      y = Objects.requireNonNull(ordinate(x), "one of two abscissas is on E'");
    }
    return isogeny(x, u.testBitZero() == y.testBitZero() ? y : y.negate());
  }

  /** A y for which (x, y) is on E'; null if there is none. */
  private static @Nullable ECFieldElement ordinate(ECFieldElement x) {
    return x.square().add(A).multiply(x).add(B).sqrt();
  }

  /**
   * From E' to secp256k1. Both have the same prime order, so that E' has no point of order 3, which
   * alone would have a denominator of zero.
   */
  private static ECPoint isogeny(ECFieldElement x, ECFieldElement y) {
    return Curve.POINTS.createPoint(
        polynomial(X_NUMERATOR, x).divide(polynomial(X_DENOMINATOR, x)).toBigInteger(),
        polynomial(Y_NUMERATOR, x).divide(polynomial(Y_DENOMINATOR, x)).multiply(y).toBigInteger());
  }

  private static ECFieldElement polynomial(ECFieldElement[] coefficients, ECFieldElement x) {
    return Arrays.stream(coefficients)
        .reduce((sum, coefficient) -> sum.multiply(x).add(coefficient))
        .orElseThrow();
  }

  /** 96 bytes (expand_message_xmd). */
  private static byte[] expand(byte[] domain, byte[] message) {
    if (domain.length == 0 || domain.length > 255) {
      throw new IllegalArgumentException("a domain has 1 to 255 bytes, not " + domain.length);
    }
    byte[] suffix = Bytes.concat(domain, new byte[] {(byte) domain.length});
    byte[] length = {0, 2 * WIDE_SIZE, 0};
    byte[] first = Sha256.digest(new byte[BLOCK_SIZE], message, length, suffix);
    byte[] block = new byte[DIGEST_SIZE];
    byte[] out = new byte[2 * WIDE_SIZE];
    for (byte i = 1; i <= out.length / DIGEST_SIZE; i++) {
      for (int j = 0; j < DIGEST_SIZE; j++) {
        block[j] ^= first[j];
      }
      block = Sha256.digest(block, new byte[] {i}, suffix);
      System.arraycopy(block, 0, out, (i - 1) * DIGEST_SIZE, DIGEST_SIZE);
    }
    return out;
  }

  private static ECFieldElement reduce(byte[] wide, int from) {
    var value = new BigInteger(1, wide, from, WIDE_SIZE);
    return Curve.POINTS.fromBigInteger(value.mod(Curve.POINTS.getField().getCharacteristic()));
  }

  private static ECFieldElement[] elements(String... hex) {
    return Stream.of(hex).map(HashToCurve::element).toArray(ECFieldElement[]::new);
  }

  private static ECFieldElement element(String hex) {
    return Curve.POINTS.fromBigInteger(new BigInteger(hex, 16));
  }
}
