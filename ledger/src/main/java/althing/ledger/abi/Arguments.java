package althing.ledger.abi;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.List;

/** Decoded ABI values by position. The ABI has checked their types; asking for another is a bug. */
public record Arguments(List<?> values) {

  public static Arguments of(ContractAbi.Call call) {
    return new Arguments(call.arguments());
  }

  public Address address(int index) {
    return (Address) values.get(index);
  }

  public BigInteger number(int index) {
    return (BigInteger) values.get(index);
  }

  public Amount amount(int index) {
    return new Amount(number(index));
  }

  /** A number of at most 63 bits by its ABI type. */
  public long longNumber(int index) {
    return number(index).longValueExact();
  }

  public boolean flag(int index) {
    return (Boolean) values.get(index);
  }

  public Bytes bytes(int index) {
    return (Bytes) values.get(index);
  }

  /** Of type {@code bytes32}. */
  public Hash hash(int index) {
    return Hash.wrap(bytes(index).unsafeArray());
  }

  public String text(int index) {
    return (String) values.get(index);
  }

  /** The elements of an array, or the members of a tuple, by position. */
  public Arguments list(int index) {
    return new Arguments((List<?>) values.get(index));
  }

  public int size() {
    return values.size();
  }
}
