package althing.genesis.key;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.Arrays;

/** The text form of extended keys: base 58 with four bytes of checksum. */
final class Base58 {

  private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

  private Base58() {}

  static String encodeChecked(byte[] content) {
    byte[] checksum = Arrays.copyOf(Sha256.digest(Sha256.digest(content)), 4);
    return encode(Bytes.concat(content, checksum));
  }

  private static String encode(byte[] bytes) {
    var text = new StringBuilder();
    for (var rest = new BigInteger(1, bytes); rest.signum() > 0; rest = rest.divide(BASE)) {
      text.append(DIGITS.charAt(rest.mod(BASE).intValue()));
    }
    for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
      text.append(DIGITS.charAt(0));
    }
    return text.reverse().toString();
  }
}
