package althing.ledger.abi;

/**
 * A named place for a value: an argument, a result, a component of a tuple.
 *
 * @param name empty if it has none
 */
public record AbiParameter(String name, AbiType type) {}
