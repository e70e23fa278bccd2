package althing.node.rpc.json;

import java.math.BigDecimal;

/** A JSON number by its text, so that an id goes back exactly as it came. */
public record JsonNumber(String text) {

  /**
   * The value as a whole number from 0 on.
   *
   * @throws IllegalArgumentException if it is negative, has a fraction or exceeds 63 bits
   */
  public long toUnsigned() {
    try {
      long value = new BigDecimal(text).longValueExact();
      if (value >= 0) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("not a whole number of at most 63 bits: " + text, e);
    }
    throw new IllegalArgumentException("negative number: " + text);
  }

  @Override
  public String toString() {
    return text;
  }
}
