package althing.genesis.key;

import java.math.BigInteger;

/** Numbers that are secp256k1 private keys: above 0 and below the order of the group. */
final class PrivateScalar {

  static final int SIZE = 32;

  static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private PrivateScalar() {}

  static boolean isValid(BigInteger value) {
    return value.signum() > 0 && value.compareTo(ORDER) < 0;
  }

  /** Big-endian, 32 bytes. */
  static byte[] toBytes(BigInteger value) {
    byte[] signed = value.toByteArray();
    int length = Math.min(signed.length, SIZE);
    byte[] bytes = new byte[SIZE];
    System.arraycopy(signed, signed.length - length, bytes, SIZE - length, length);
    return bytes;
  }
}
