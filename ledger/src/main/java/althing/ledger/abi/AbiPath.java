package althing.ledger.abi;

import org.jspecify.annotations.Nullable;

/**
 * Where in a list of values a value stands, for messages: {@code payments[3].amount}.
 *
 * @param parent null for an argument itself
 * @param name empty for one without a name
 */
record AbiPath(@Nullable AbiPath parent, String name, int index) {

  static AbiPath component(@Nullable AbiPath parent, AbiType.Tuple tuple, int index) {
    return new AbiPath(parent, tuple.components().get(index).name(), index);
  }

  static AbiPath element(AbiPath parent, int index) {
    return new AbiPath(parent, "", index);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return name.isEmpty() ? "argument " + index : name;
    }
    return name.isEmpty() ? parent + "[" + index + "]" : parent + "." + name;
  }
}
