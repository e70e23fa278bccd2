package althing.ledger.types;

import java.util.HexFormat;

/** Hexadecimal text with a {@code 0x} prefix, lower case when written. */
public final class Hex {

  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  public static String encode(byte[] bytes) {
    return "0x" + FORMAT.formatHex(bytes);
  }

  /** The shortest form that JSON-RPC calls a quantity: no leading zeros, {@code 0x0} for zero. */
  public static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }

  /**
   * Reads digits of either case with an optional {@code 0x}.
   *
   * @throws IllegalArgumentException if the number of digits is odd or a character is no digit
   */
  public static byte[] decode(String text) {
    int start = text.startsWith("0x") || text.startsWith("0X") ? 2 : 0;
    return FORMAT.parseHex(text, start, text.length());
  }
}
