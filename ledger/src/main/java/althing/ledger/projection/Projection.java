package althing.ledger.projection;

import althing.ledger.event.Event;
import althing.ledger.event.EventCodec;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import java.util.List;

/**
 * One part of the state: its events and how they fold. Adding a projection is adding one of these
 * to the {@link Registry}; no existing code changes.
 *
 * @param <E> the sealed hierarchy of its events
 */
public interface Projection<E extends Event> {

  /** Lower-case name, as in {@code althing_getState}. */
  String name();

  /** First byte of its state keys, 1..255, its own. */
  int keyPrefix();

  EventCodec<E> codec();

  /**
   * Folds one event. Total: accepts any event its codec decodes, in log order, and reads nothing
   * but {@code state} and the event.
   */
  void evolve(StateWriter state, E event);

  /** The calls that people make to it; empty for a projection without a contract. */
  default List<SystemContract> contracts() {
    return List.of();
  }

  /**
   * Sees each transaction when its call has been decided, before it is charged, and may emit events
   * of its own; the sender pays no gas for them. {@code scope.value()} is what it sent.
   *
   * @param to the recipient
   * @param succeeded false: the call was refused and what it emitted is dropped
   */
  default void observe(Scope scope, Address to, boolean succeeded) {}

  /** Work it does at epoch ticks. */
  default List<TickPhase> tickPhases() {
    return List.of();
  }
}
