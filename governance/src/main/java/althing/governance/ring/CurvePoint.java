package althing.governance.ring;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

/**
 * A point of secp256k1 other than infinity: the public key of a member, or a key image. It has one
 * encoding, the 33 bytes of SEC 1's compressed form, and is ordered by it as unsigned bytes.
 */
public final class CurvePoint implements Comparable<CurvePoint> {

  public static final int SIZE = 33;

  private static final byte UNCOMPRESSED = 4;

  private final Bytes encoded;
  private final ECPoint point;

  private CurvePoint(Bytes encoded, ECPoint point) {
    this.encoded = encoded;
    this.point = point;
  }

  static CurvePoint of(ECPoint point) {
    return new CurvePoint(Bytes.wrap(point.getEncoded(true)), point);
  }

  /**
   * Reads the compressed form and no other.
   *
   * @throws MalformedException if {@code encoded} is not 33 bytes, or no point has that form
   */
  public static CurvePoint decode(Bytes encoded) {
    CurvePoint point = find(encoded);
    if (point == null) {
      throw new MalformedException(
          "curve point: %d bytes at offset 0 are no compressed point".formatted(encoded.size()));
    }
    return point;
  }

  /**
   * The point of a public key as {@link althing.ledger.crypto.Secp256k1} writes it.
   *
   * @param publicKey 64 bytes x‖y
   * @throws IllegalArgumentException if it is no public key
   */
  public static CurvePoint ofPublicKey(byte[] publicKey) {
    return of(Curve.POINTS.decodePoint(Bytes.concat(new byte[] {UNCOMPRESSED}, publicKey)));
  }

  /** The point that {@code encoded} is the compressed form of; null if there is none. */
  static @Nullable CurvePoint find(Bytes encoded) {
    if (encoded.size() != SIZE) {
      return null;
    }
    try {
      return new CurvePoint(encoded, Curve.POINTS.decodePoint(encoded.unsafeArray()));
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** The compressed form. */
  public Bytes encoded() {
    return encoded;
  }

  /** 64 bytes x‖y, of which {@link althing.ledger.crypto.Secp256k1#addressOf} makes an account. */
  public byte[] publicKey() {
    return Arrays.copyOfRange(point.getEncoded(false), 1, 65);
  }

  ECPoint point() {
    return point;
  }

  @Override
  public int compareTo(CurvePoint other) {
    return encoded.compareTo(other.encoded);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof CurvePoint that && encoded.equals(that.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  @Override
  public String toString() {
    return encoded.toHex();
  }
}
