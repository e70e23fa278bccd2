package althing.ledger.execution;

import althing.ledger.block.Log;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.Registry;
import althing.ledger.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/** The events of a block as they come, each folded at once. A refused call's are cut off again. */
final class EventBuffer {

  private final Registry registry;
  private final StateWriter state;
  private final long firstSequence;
  private final long height;
  private final List<RecordedEvent> events = new ArrayList<>();
  private int tx = RecordedEvent.NO_TRANSACTION;

  EventBuffer(Registry registry, StateWriter state, long firstSequence, long height) {
    this.registry = registry;
    this.state = state;
    this.firstSequence = firstSequence;
    this.height = height;
  }

  Registry registry() {
    return registry;
  }

  /** Events from here on belong to the transaction at {@code position}. */
  void enter(int position) {
    tx = position;
  }

  void emit(Event event) {
    int index = events.size();
    registry.evolve(state, event);
    events.add(registry.record(event, firstSequence + index, height, tx, index));
  }

  int size() {
    return events.size();
  }

  /** Forgets the events from {@code size} on; their changes of state are the caller's to undo. */
  void truncate(int size) {
    events.subList(size, events.size()).clear();
  }

  long bytesFrom(int index) {
    long bytes = 0;
    for (int i = index; i < events.size(); i++) {
      bytes += events.get(i).encoded().size();
    }
    return bytes;
  }

  List<Log> logsFrom(int index) {
    if (index == events.size()) {
      return List.of();
    }
    var logs = new ArrayList<Log>();
    for (int i = index; i < events.size(); i++) {
      registry.log(events.get(i).event()).ifPresent(logs::add);
    }
    return logs;
  }

  List<RecordedEvent> from(int index) {
    return List.copyOf(events.subList(index, events.size()));
  }

  List<RecordedEvent> all() {
    return List.copyOf(events);
  }
}
