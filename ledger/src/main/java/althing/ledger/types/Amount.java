package althing.ledger.types;

import java.math.BigInteger;

/**
 * An unsigned 256-bit quantity of base units (18 decimals for SP). Arithmetic is exact: a result
 * outside 0..2^256−1 throws {@link ArithmeticException} (RULES 0).
 */
public record Amount(BigInteger value) implements Comparable<Amount> {

  public static final Amount ZERO = new Amount(BigInteger.ZERO);
  public static final Amount ONE = new Amount(BigInteger.ONE);

  /** Base units in one whole SP. */
  public static final Amount ONE_SP = new Amount(BigInteger.TEN.pow(18));

  public Amount {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new ArithmeticException("amount outside 0..2^256-1");
    }
  }

  public static Amount of(long units) {
    return units == 0 ? ZERO : new Amount(BigInteger.valueOf(units));
  }

  /** {@code whole} SP in base units. */
  public static Amount ofSp(long whole) {
    return ONE_SP.times(whole);
  }

  /** Big-endian bytes without sign; empty means zero. At most 32 bytes. */
  public static Amount fromBytes(byte[] bigEndian) {
    return bigEndian.length == 0 ? ZERO : new Amount(new BigInteger(1, bigEndian));
  }

  public Amount plus(Amount other) {
    return new Amount(value.add(other.value));
  }

  public Amount minus(Amount other) {
    return new Amount(value.subtract(other.value));
  }

  public Amount times(long factor) {
    return new Amount(value.multiply(BigInteger.valueOf(factor)));
  }

  public Amount times(Amount factor) {
    return new Amount(value.multiply(factor.value));
  }

  /** Quotient rounded down. */
  public Amount dividedByFloor(Amount divisor) {
    return new Amount(value.divide(divisor.value));
  }

  /** Quotient rounded up. */
  public Amount dividedByCeil(Amount divisor) {
    return new Amount(value.add(divisor.value).subtract(BigInteger.ONE).divide(divisor.value));
  }

  public Amount min(Amount other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public Amount max(Amount other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public boolean isLessThan(Amount other) {
    return compareTo(other) < 0;
  }

  public boolean isGreaterThan(Amount other) {
    return compareTo(other) > 0;
  }

  /** The value as a {@code long}; throws {@link ArithmeticException} if it does not fit. */
  public long toLongExact() {
    return value.longValueExact();
  }

  /** Shortest big-endian bytes; empty for zero. */
  public byte[] toBytes() {
    if (value.signum() == 0) {
      return new byte[0];
    }
    byte[] signed = value.toByteArray();
    if (signed[0] != 0) {
      return signed;
    }
    byte[] unsigned = new byte[signed.length - 1];
    System.arraycopy(signed, 1, unsigned, 0, unsigned.length);
    return unsigned;
  }

  /** JSON-RPC quantity. */
  public String toQuantity() {
    return "0x" + value.toString(16);
  }

  @Override
  public int compareTo(Amount other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
