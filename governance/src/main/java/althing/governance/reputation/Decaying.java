package althing.governance.reputation;

import althing.governance.reputation.ReputationEvent.DecaySet;
import althing.ledger.port.PolicyModules;
import althing.ledger.port.PolicyModules.Decay;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.types.Bytes;
import java.util.Optional;

/** Writes down by which numbers this tick and those after it decay, where they are other ones. */
final class Decaying implements TickPhase {

  private final PolicyModules policy;

  Decaying(PolicyModules policy) {
    this.policy = policy;
  }

  @Override
  public Order order() {
    return Order.DECAY_REPUTATION;
  }

  @Override
  public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
    Decay now = policy.decay(scope.state());
    if (!Fading.of(scope.state()).newest().equals(Optional.of(now))) {
      scope.emit(new DecaySet(epoch, now.kept(), now.of(), now.prune()));
    }
    return Progress.ended(1);
  }
}
