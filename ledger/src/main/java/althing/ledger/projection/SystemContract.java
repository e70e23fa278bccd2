package althing.ledger.projection;

import althing.ledger.abi.ContractAbi;
import althing.ledger.types.Address;

/** An ABI at a fixed address whose calls a projection decides. */
public interface SystemContract {

  Address address();

  ContractAbi abi();

  /** Gas of a call to {@code function} before events and entries (RULES 18). */
  long gas(String function);

  /**
   * Decides one call. Pure: reads {@code scope} and the arguments, emits events into {@code scope},
   * or refuses, which drops what was emitted.
   *
   * @param call decoded against {@link #abi()}
   */
  Outcome decide(Scope scope, ContractAbi.Call call);
}
