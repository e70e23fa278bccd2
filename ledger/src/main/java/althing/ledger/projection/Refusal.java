package althing.ledger.projection;

import java.util.List;

/**
 * Why a command was refused: what was asked and what was allowed. Each projection has a sealed
 * hierarchy of records below this; clients see it as the ABI custom error of that name.
 */
public interface Refusal {

  /** Name of the custom error in the contract's ABI. */
  String error();

  /** Its arguments, as ABI values. */
  List<Object> arguments();
}
