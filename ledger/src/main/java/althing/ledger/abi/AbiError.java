package althing.ledger.abi;

import althing.ledger.abi.AbiType.Text;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.abi.AbiType.Uint;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * A custom error of a contract: the form in which a refusal reaches clients.
 *
 * @param selector the first 4 bytes of the hash of {@link #signature()}
 */
public record AbiError(String name, Tuple inputs, Bytes selector) {

  /** {@code Error(string)}, selector 0x08c379a0: a reason in words, known to every client. */
  public static final AbiError REASON =
      new AbiError("Error", new Tuple(List.of(new AbiParameter("message", new Text()))));

  /** {@code Panic(uint256)}, selector 0x4e487b71: a broken assertion of Solidity code. */
  public static final AbiError PANIC =
      new AbiError("Panic", new Tuple(List.of(new AbiParameter("code", new Uint(256)))));

  AbiError(String name, Tuple inputs) {
    this(name, inputs, AbiFunction.selector(name + inputs.canonical()));
  }

  /** Error data that says {@code reason} in words. */
  public static Bytes reason(String reason) {
    return REASON.encode(List.of(reason));
  }

  public String signature() {
    return name + inputs.canonical();
  }

  /** Error data: selector and arguments. */
  public Bytes encode(List<?> arguments) {
    return ContractAbi.withSelector(selector, inputs, arguments);
  }
}
