package althing.ledger.crypto;

import althing.ledger.types.Address;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Addresses in mixed case, where the case is a checksum (EIP-55). */
public final class Checksum {

  private static final int DIGITS = 2 * Address.SIZE;

  private Checksum() {}

  /** The address with {@code 0x} and the case that its digits' hash asks for. */
  public static String encode(Address address) {
    String digits = HexFormat.of().formatHex(address.unsafeArray());
    byte[] hash = Keccak256.digest(digits.getBytes(StandardCharsets.US_ASCII));
    var out = new StringBuilder(DIGITS + 2).append("0x");
    for (int i = 0; i < DIGITS; i++) {
      boolean upper = (hash[i / 2] >>> (i % 2 == 0 ? 4 : 0) & 0x08) != 0;
      char digit = digits.charAt(i);
      out.append(upper && digit >= 'a' ? (char) (digit - 'a' + 'A') : digit);
    }
    return out.toString();
  }

  /**
   * Reads an address that a person wrote. Digits in one case carry no checksum and are believed;
   * digits in both must carry the right one.
   *
   * @throws IllegalArgumentException names what is wrong
   */
  public static Address parse(String text) {
    boolean prefixed = text.startsWith("0x");
    if (!prefixed || text.length() != DIGITS + 2) {
      throw new IllegalArgumentException("an address is 0x and " + DIGITS + " digits: " + text);
    }
    Address address;
    try {
      address = Address.wrap(HexFormat.of().parseHex(text, 2, text.length()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a hexadecimal address: " + text, e);
    }
    String digits = text.substring(2);
    boolean oneCase =
        digits.chars().noneMatch(c -> c >= 'a' && c <= 'f')
            || digits.chars().noneMatch(c -> c >= 'A' && c <= 'F');
    if (!oneCase && !encode(address).equals(text)) {
      throw new IllegalArgumentException(
          "address checksum is wrong: " + text + ", expected " + encode(address));
    }
    return address;
  }
}
