package althing.ledger.treasury;

import althing.ledger.abi.ContractAbi;
import althing.ledger.account.Money;
import althing.ledger.port.ChannelView;
import althing.ledger.projection.Outcome;
import althing.ledger.projection.Scope;
import althing.ledger.projection.SystemContract;
import althing.ledger.treasury.TreasuryEvent.Donated;
import althing.ledger.treasury.TreasuryRefusal.UnknownChannel;
import althing.ledger.treasury.TreasuryRefusal.ZeroAmount;
import althing.ledger.types.Address;
import java.math.BigInteger;
import java.util.List;

/** The treasury at 0x…1000. SP sent to it without calldata is a donation to the root channel. */
final class TreasuryContract implements SystemContract {

  static final Address ADDRESS = Address.system(0x1000);
  static final ContractAbi ABI = ContractAbi.load("Treasury");

  private static final long GAS_VIEW = 2_000;
  private static final long GAS_DONATE = 10_000;
  private static final BigInteger ROOT = BigInteger.valueOf(Money.ROOT_CHANNEL);

  private final ChannelView channels;

  TreasuryContract(ChannelView channels) {
    this.channels = channels;
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
    return function.equals("donate") ? GAS_DONATE : GAS_VIEW;
  }

  @Override
  public ContractAbi.Call receive() {
    return new ContractAbi.Call("donate", List.of(ROOT));
  }

  @Override
  public Outcome decide(Scope scope, ContractAbi.Call call) {
    BigInteger number = (BigInteger) call.arguments().getFirst();
    if (number.bitLength() >= Long.SIZE
        || !channels.exists(scope.state(), number.longValueExact())) {
      return Outcome.refused(new UnknownChannel(number));
    }
    long channel = number.longValueExact();
    return switch (call.function()) {
      case "balanceOf" -> Outcome.done(Money.treasury(scope.state(), channel).value());
      case "donate" -> donate(scope, channel);
      default -> throw new IllegalStateException("no rule for " + call.function());
    };
  }

  private static Outcome donate(Scope scope, long channel) {
    if (scope.value().isZero()) {
      return Outcome.refused(new ZeroAmount());
    }
    scope.emit(new Donated(scope.caller(), channel, scope.value()));
    return Outcome.done();
  }
}
