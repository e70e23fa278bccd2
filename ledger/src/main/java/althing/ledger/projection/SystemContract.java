package althing.ledger.projection;

import althing.ledger.abi.ContractAbi;
import althing.ledger.types.Address;
import althing.ledger.types.MalformedException;

/** An ABI at a fixed address whose calls a projection decides. */
public interface SystemContract {

  Address address();

  ContractAbi abi();

  /** Gas of a call to {@code function} before events and entries (RULES 18). */
  long gas(String function);

  /**
   * The call that a transfer without calldata stands for.
   *
   * @throws MalformedException if the contract takes no plain transfers
   */
  default ContractAbi.Call receive() {
    throw new MalformedException("calldata is empty: name a function of this contract");
  }

  /**
   * Decides one call. Pure: reads {@code scope} and the arguments, emits events into {@code scope},
   * or refuses, which drops what was emitted.
   *
   * @param call decoded against {@link #abi()}
   */
  Outcome decide(Scope scope, ContractAbi.Call call);
}
