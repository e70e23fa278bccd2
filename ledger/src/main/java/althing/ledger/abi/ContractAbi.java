package althing.ledger.abi;

import java.util.List;

/** Placeholder shape replaced by the ABI implementation: see {@link Call}. */
public final class ContractAbi {

  private ContractAbi() {}

  /**
   * A call decoded from calldata.
   *
   * @param function name
   * @param arguments ABI values: {@code uintN}/{@code intN} BigInteger, {@code address} Address,
   *     {@code bool} Boolean, {@code bytes}/{@code bytesN} Bytes, {@code string} String, arrays and
   *     tuples List
   */
  public record Call(String function, List<Object> arguments) {}
}
