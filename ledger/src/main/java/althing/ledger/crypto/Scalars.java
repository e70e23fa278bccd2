package althing.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;

/** Numbers below 2^256 as 32 bytes, in either byte order; checks of 32-byte arguments. */
final class Scalars {

  private Scalars() {}

  static byte[] bigEndian(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("number outside 0..2^256-1");
    }
    byte[] shortest = value.toByteArray();
    byte[] padded = new byte[32];
    int skip = Math.max(0, shortest.length - 32);
    int length = shortest.length - skip;
    System.arraycopy(shortest, skip, padded, 32 - length, length);
    return padded;
  }

  static byte[] littleEndian(BigInteger value) {
    return reversed(bigEndian(value));
  }

  static BigInteger fromLittleEndian(byte[] value, int from, int to) {
    return new BigInteger(1, reversed(Arrays.copyOfRange(value, from, to)));
  }

  static void requireDigest(byte[] digest) {
    if (digest.length != 32) {
      throw new IllegalArgumentException("a digest to sign has 32 bytes, not " + digest.length);
    }
  }

  private static byte[] reversed(byte[] value) {
    byte[] out = new byte[value.length];
    for (int i = 0; i < value.length; i++) {
      out[i] = value[value.length - 1 - i];
    }
    return out;
  }
}
