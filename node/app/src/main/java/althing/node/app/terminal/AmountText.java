package althing.node.app.terminal;

import althing.ledger.types.Amount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Amounts as people write them: {@code 1.5} or {@code 1.5sp} for SP, {@code 20gwei}, {@code 7wei}
 * for base units.
 */
public final class AmountText implements ITypeConverter<Amount> {

  private static final int MAX_LENGTH = 100;

  @Override
  public Amount convert(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /**
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Amount parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.endsWith("gwei")) {
      return scaled(text, lower.substring(0, lower.length() - 4), 9);
    }
    if (lower.endsWith("wei")) {
      return scaled(text, lower.substring(0, lower.length() - 3), 0);
    }
    if (lower.endsWith("sp")) {
      return scaled(text, lower.substring(0, lower.length() - 2), 18);
    }
    return scaled(text, lower, 18);
  }

  /** As SP with as many decimals as it has: {@code 1.5}. */
  public static String format(Amount amount) {
    return new BigDecimal(amount.value(), 18).stripTrailingZeros().toPlainString();
  }

  private static Amount scaled(String whole, String number, int decimals) {
    if (number.length() > MAX_LENGTH || !number.matches("\\d+(\\.\\d+)?")) {
      throw new IllegalArgumentException(
          "'%s' is no amount: write 1.5 (SP), 20gwei or 7wei".formatted(whole));
    }
    try {
      BigInteger units = new BigDecimal(number).movePointRight(decimals).toBigIntegerExact();
      return new Amount(units);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "'%s' is out of range or has more than %d decimals".formatted(whole, decimals), e);
    }
  }
}
