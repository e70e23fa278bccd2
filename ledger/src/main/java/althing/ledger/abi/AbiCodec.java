package althing.ledger.abi;

import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.types.Bytes;
import java.util.List;

/**
 * The contract ABI coding of the Solidity specification, in its strict mode: of all byte strings
 * that mean the same values, only the one that {@link #encode} makes is decoded. Decoding therefore
 * reads each byte once and never makes more than the input holds.
 */
public final class AbiCodec {

  private AbiCodec() {}

  /**
   * Encodes a list of values as a tuple, without a selector. Beside the Java types named at {@link
   * AbiType}, numbers may be Long, Integer or Amount, and {@code bytes32} a Hash.
   *
   * @throws IllegalArgumentException if a value is not of its type; the message names the argument
   */
  public static Bytes encode(List<? extends AbiType> types, List<?> values) {
    return encode(Tuple.of(types), values);
  }

  /** As {@link #encode(List, List)}; arguments are called by their names. */
  public static Bytes encode(Tuple types, List<?> values) {
    return Bytes.wrap(AbiEncoder.encode(types, values, 0));
  }

  /**
   * Decodes all of {@code input}.
   *
   * @throws althing.ledger.types.MalformedException if it is not the canonical encoding of values
   *     of these types: padding that is not zero, a bool beyond 1, a number out of range, an offset
   *     other than the encoder's, text that is not UTF-8, bytes missing or left over. The message
   *     names the argument
   */
  public static List<Object> decode(List<? extends AbiType> types, Bytes input) {
    return decode(Tuple.of(types), input);
  }

  /** As {@link #decode(List, Bytes)}; arguments are called by their names. */
  public static List<Object> decode(Tuple types, Bytes input) {
    return AbiDecoder.decode(types, input, 0);
  }
}
