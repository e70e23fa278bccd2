package althing.ledger.execution;

import althing.ledger.account.Conservation;
import althing.ledger.account.Money;
import althing.ledger.account.Totals;
import althing.ledger.event.Event;
import althing.ledger.projection.BlockContext;
import althing.ledger.projection.Fork;
import althing.ledger.projection.Registry;
import althing.ledger.projection.Scope;
import althing.ledger.state.Overlay;
import althing.ledger.state.StateReader;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The chain itself decides on top of what {@code origin} sees. */
final class ForkScope implements Fork {

  private final Scope origin;
  private final Registry registry;
  private final Overlay state;
  private final Totals before;
  private final List<Event> emitted = new ArrayList<>();

  ForkScope(Scope origin, Registry registry) {
    this.origin = origin;
    this.registry = registry;
    state = new Overlay(origin.state());
    before = Money.totals(state);
    state.begin();
  }

  @Override
  public StateReader state() {
    return state;
  }

  @Override
  public Address caller() {
    return Address.SYSTEM;
  }

  @Override
  public Amount value() {
    return Amount.ZERO;
  }

  @Override
  public BlockContext block() {
    return origin.block();
  }

  @Override
  public Amount reservedFee() {
    return Amount.ZERO;
  }

  @Override
  public void emit(Event event) {
    registry.evolve(state, event);
    emitted.add(event);
  }

  @Override
  public Fork fork() {
    return new ForkScope(this, registry);
  }

  @Override
  public List<Event> emitted() {
    return List.copyOf(emitted);
  }

  @Override
  public void forEachChange(Overlay.ChangeVisitor visitor) {
    state.forEachJournaled(visitor);
  }

  @Override
  public Optional<String> violation() {
    return Conservation.check(state, before);
  }

  @Override
  public void adopt() {
    emitted.forEach(origin::emit);
  }
}
