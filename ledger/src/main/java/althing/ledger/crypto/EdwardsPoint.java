package althing.ledger.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519Field;
import org.jspecify.annotations.Nullable;

/**
 * A point of edwards25519 in extended coordinates (x = X/Z, y = Y/Z, T = XY/Z), with the complete
 * formulas of Hisil, Wong, Carter and Dawson 2008 for a = −1. Points change in place; the field
 * arithmetic is BouncyCastle's. Only what {@link Ecvrf} needs.
 */
final class EdwardsPoint {

  static final int SIZE = 32;

  /** d = −121665/121666 and its double, the constants of the curve. */
  private static final int[] D = curveConstant();

  private static final int[] D2 = doubled(D);

  private static final int WINDOW = 16;

  private final int[] x = X25519Field.create();
  private final int[] y = X25519Field.create();
  private final int[] z = X25519Field.create();
  private final int[] t = X25519Field.create();
  private final int[] a = X25519Field.create();
  private final int[] b = X25519Field.create();
  private final int[] c = X25519Field.create();
  private final int[] e = X25519Field.create();
  private final int[] f = X25519Field.create();
  private final int[] g = X25519Field.create();
  private final int[] h = X25519Field.create();

  private EdwardsPoint() {
    X25519Field.one(y);
    X25519Field.one(z);
  }

  private EdwardsPoint(EdwardsPoint other) {
    X25519Field.copy(other.x, 0, x, 0);
    X25519Field.copy(other.y, 0, y, 0);
    X25519Field.copy(other.z, 0, z, 0);
    X25519Field.copy(other.t, 0, t, 0);
  }

  /** Decodes 32 bytes as RFC 8032, 5.1.3 says; null if they are no point or not canonical. */
  static @Nullable EdwardsPoint decode(byte[] encoded, int from) {
    byte[] ordinate = Arrays.copyOfRange(encoded, from, from + SIZE);
    int sign = (ordinate[31] & 0x80) >>> 7;
    ordinate[31] &= 0x7f;
    if (!isBelowPrime(ordinate)) {
      return null;
    }
    var point = new EdwardsPoint();
    X25519Field.decode255(ordinate, point.y);
    int[] numerator = X25519Field.create();
    int[] denominator = X25519Field.create();
    X25519Field.sqr(point.y, numerator);
    X25519Field.mul(D, numerator, denominator);
    X25519Field.subOne(numerator);
    X25519Field.addOne(denominator);
    if (!X25519Field.sqrtRatioVar(numerator, denominator, point.x)) {
      return null;
    }
    X25519Field.normalize(point.x);
    if (sign == 1 && X25519Field.isZeroVar(point.x)) {
      return null;
    }
    if ((point.x[0] & 1) != sign) {
      X25519Field.negate(point.x, point.x);
      X25519Field.carry(point.x);
    }
    X25519Field.mul(point.x, point.y, point.t);
    return point;
  }

  /** The 32-byte encoding of RFC 8032, 5.1.2. */
  byte[] encode() {
    int[] inverse = X25519Field.create();
    X25519Field.inv(z, inverse);
    X25519Field.mul(x, inverse, a);
    X25519Field.mul(y, inverse, b);
    X25519Field.normalize(a);
    X25519Field.normalize(b);
    byte[] encoded = new byte[SIZE];
    X25519Field.encode(b, encoded);
    encoded[31] |= (byte) ((a[0] & 1) << 7);
    return encoded;
  }

  boolean isIdentity() {
    X25519Field.copy(x, 0, a, 0);
    X25519Field.normalize(a);
    X25519Field.sub(y, z, b);
    X25519Field.carry(b);
    X25519Field.normalize(b);
    return X25519Field.isZeroVar(a) && X25519Field.isZeroVar(b);
  }

  /** This point times the cofactor 8, in place. */
  EdwardsPoint timesCofactor() {
    twice();
    twice();
    twice();
    return this;
  }

  /**
   * {@code scalar}·this, in a time that does not depend on either: the scalar may be secret.
   *
   * @param scalar 32 bytes, little-endian
   */
  EdwardsPoint times(byte[] scalar) {
    EdwardsPoint[] multiples = multiples(this);
    var sum = new EdwardsPoint();
    var chosen = new EdwardsPoint();
    for (int window = 63; window >= 0; window--) {
      sum.sixteenfold();
      chosen.select(multiples, nibble(scalar, window));
      sum.add(chosen);
    }
    return sum;
  }

  /**
   * {@code s}·p − {@code c}·q for public values, in variable time.
   *
   * @param s 32 bytes, little-endian
   * @param c 16 bytes, little-endian
   */
  static EdwardsPoint difference(EdwardsPoint p, byte[] s, EdwardsPoint q, byte[] c) {
    EdwardsPoint[] multiplesOfP = multiples(p);
    EdwardsPoint[] multiplesOfMinusQ = multiples(q.negated());
    var sum = new EdwardsPoint();
    for (int window = 63; window >= 0; window--) {
      sum.sixteenfold();
      int ofP = nibble(s, window);
      if (ofP != 0) {
        sum.add(multiplesOfP[ofP]);
      }
      int ofQ = window < 2 * c.length ? nibble(c, window) : 0;
      if (ofQ != 0) {
        sum.add(multiplesOfMinusQ[ofQ]);
      }
    }
    return sum;
  }

  private EdwardsPoint negated() {
    var negated = new EdwardsPoint(this);
    X25519Field.negate(negated.x, negated.x);
    X25519Field.negate(negated.t, negated.t);
    return negated;
  }

  /** 0·p to 15·p. */
  private static EdwardsPoint[] multiples(EdwardsPoint p) {
    var multiples = new EdwardsPoint[WINDOW];
    multiples[0] = new EdwardsPoint();
    for (int i = 1; i < WINDOW; i++) {
      multiples[i] = new EdwardsPoint(multiples[i - 1]);
      multiples[i].add(p);
    }
    return multiples;
  }

  /** Becomes {@code multiples[index]}, touching every entry alike. */
  private void select(EdwardsPoint[] multiples, int index) {
    for (int i = 0; i < WINDOW; i++) {
      int mask = ((i ^ index) - 1) >> 31;
      X25519Field.cmov(mask, multiples[i].x, 0, x, 0);
      X25519Field.cmov(mask, multiples[i].y, 0, y, 0);
      X25519Field.cmov(mask, multiples[i].z, 0, z, 0);
      X25519Field.cmov(mask, multiples[i].t, 0, t, 0);
    }
  }

  private void sixteenfold() {
    twice();
    twice();
    twice();
    twice();
  }

  private void twice() {
    X25519Field.add(x, y, e);
    X25519Field.sqr(e, e);
    X25519Field.sqr(x, a);
    X25519Field.sqr(y, b);
    X25519Field.sqr(z, c);
    X25519Field.apm(a, b, h, g);
    X25519Field.sub(h, e, e);
    X25519Field.carry(e);
    X25519Field.add(c, c, f);
    X25519Field.add(f, g, f);
    X25519Field.carry(f);
    finish();
  }

  private void add(EdwardsPoint other) {
    X25519Field.sub(y, x, a);
    X25519Field.sub(other.y, other.x, e);
    X25519Field.mul(a, e, a);
    X25519Field.add(y, x, b);
    X25519Field.add(other.y, other.x, e);
    X25519Field.mul(b, e, b);
    X25519Field.mul(t, other.t, c);
    X25519Field.mul(c, D2, c);
    X25519Field.add(z, z, g);
    X25519Field.mul(g, other.z, g);
    X25519Field.sub(g, c, f);
    X25519Field.add(g, c, g);
    X25519Field.apm(b, a, h, e);
    finish();
  }

  private void finish() {
    X25519Field.mul(e, f, x);
    X25519Field.mul(g, h, y);
    X25519Field.mul(e, h, t);
    X25519Field.mul(f, g, z);
  }

  private static int nibble(byte[] littleEndian, int index) {
    return littleEndian[index >>> 1] >>> ((index & 1) << 2) & 0x0f;
  }

  /** Whether a little-endian number below 2^255 is below 2^255 − 19. */
  private static boolean isBelowPrime(byte[] littleEndian) {
    if (littleEndian[31] != 0x7f || (littleEndian[0] & 0xff) < 0xed) {
      return true;
    }
    for (int i = 1; i < 31; i++) {
      if (littleEndian[i] != (byte) 0xff) {
        return true;
      }
    }
    return false;
  }

  private static int[] curveConstant() {
    int[] numerator = X25519Field.create();
    numerator[0] = 121665;
    X25519Field.negate(numerator, numerator);
    int[] denominator = X25519Field.create();
    denominator[0] = 121666;
    X25519Field.inv(denominator, denominator);
    int[] d = X25519Field.create();
    X25519Field.mul(numerator, denominator, d);
    X25519Field.normalize(d);
    return d;
  }

  private static int[] doubled(int[] value) {
    int[] doubled = X25519Field.create();
    X25519Field.add(value, value, doubled);
    X25519Field.carry(doubled);
    return doubled;
  }
}
