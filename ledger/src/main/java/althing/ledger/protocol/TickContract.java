package althing.ledger.protocol;

import althing.ledger.abi.ContractAbi;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Refusal;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.types.Address;
import java.util.List;

/** Governance at 0x…1006, to which tick work is addressed. Nobody can call a tick. */
public final class TickContract implements SystemContract {

  public static final Address ADDRESS = Address.system(0x1006);
  public static final ContractAbi ABI = ContractAbi.load("Governance");

  private static final long GAS = 2_000;

  /** Somebody other than the chain asked for a tick. */
  record OnlyTheChain(Address caller) implements Refusal {
    @Override
    public String error() {
      return "OnlyTheChain";
    }

    @Override
    public List<Object> arguments() {
      return List.of(caller);
    }
  }

  @Override
  public Address address() {
    return ADDRESS;
  }

  @Override
  public ContractAbi abi() {
    return ABI;
  }

  @Override
  public long gas(String function) {
    return GAS;
  }

  @Override
  public Outcome decide(Scope scope, ContractAbi.Call call) {
    return Outcome.refused(new OnlyTheChain(scope.caller()));
  }
}
