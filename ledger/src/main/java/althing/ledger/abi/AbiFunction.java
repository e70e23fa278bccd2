package althing.ledger.abi;

import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * A function of a contract.
 *
 * @param selector the first 4 bytes of the hash of {@link #signature()}
 */
public record AbiFunction(
    String name, Tuple inputs, Tuple outputs, StateMutability mutability, Bytes selector) {

  /** What a call may do. */
  public enum StateMutability {
    PURE,
    VIEW,
    NONPAYABLE,
    PAYABLE
  }

  AbiFunction(String name, Tuple inputs, Tuple outputs, StateMutability mutability) {
    this(name, inputs, outputs, mutability, selector(name + inputs.canonical()));
  }

  /** As in {@code transfer(address,uint256)}. */
  public String signature() {
    return name + inputs.canonical();
  }

  /** Whether it only answers questions. */
  public boolean isView() {
    return mutability == StateMutability.VIEW || mutability == StateMutability.PURE;
  }

  /** Whether SP may be sent with a call. */
  public boolean isPayable() {
    return mutability == StateMutability.PAYABLE;
  }

  static Bytes selector(String signature) {
    return Keccak256.hash(signature.getBytes(StandardCharsets.UTF_8)).toBytes().slice(0, 4);
  }
}
