package althing.ledger.treasury;

import althing.ledger.projection.Refusal;
import java.math.BigInteger;
import java.util.List;

/** Why the treasury refused. */
public sealed interface TreasuryRefusal extends Refusal {

  /** There is no such channel, or it is archived. */
  record UnknownChannel(BigInteger channel) implements TreasuryRefusal {
    @Override
    public String error() {
      return "UnknownChannel";
    }

    @Override
    public List<Object> arguments() {
      return List.of(channel);
    }
  }

  /** A donation of nothing. */
  record ZeroAmount() implements TreasuryRefusal {
    @Override
    public String error() {
      return "ZeroAmount";
    }

    @Override
    public List<Object> arguments() {
      return List.of();
    }
  }
}
