package althing.node.rpc.ledger;

import static althing.node.rpc.method.ParamType.kindOf;

import althing.ledger.event.RecordedEvent;
import althing.ledger.types.Address;
import althing.node.rpc.eth.EthTypes;
import althing.node.rpc.method.ParamType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a caller wants; what is empty does not narrow.
 *
 * @param projections names of projections, any of which the event must belong to
 * @param names names of events, any of which it must have
 * @param account an address that must be among its fields
 */
record EventFilter(Set<String> projections, Set<String> names, Optional<Address> account) {

  static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), Optional.empty());

  static final ParamType<EventFilter> TYPE =
      new ParamType<>("event filter", LedgerSchemas.EVENT_FILTER, EventFilter::read);

  private static final int MAX_NAMES = 100;

  boolean matches(RecordedEvent event, Projections all) {
    return (projections.isEmpty() || projections.contains(all.ownerOf(event.type())))
        && (names.isEmpty() || names.contains(EventJson.nameOf(event)))
        && account.map(a -> RecordJson.mentions(event.event(), a)).orElse(true);
  }

  private static EventFilter read(Object value) {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException("expected an object, got " + kindOf(value));
    }
    for (Object name : fields.keySet()) {
      if (!List.of("projections", "names", "account").contains(name)) {
        throw new IllegalArgumentException("unknown member: use projections, names or account");
      }
    }
    Object account = fields.get("account");
    return new EventFilter(
        texts("projections", fields.get("projections")),
        texts("names", fields.get("names")),
        account == null
            ? Optional.empty()
            : Optional.of(EthTypes.ADDRESS.decoder().decode(account)));
  }

  private static Set<String> texts(String name, @Nullable Object value) {
    if (value == null) {
      return Set.of();
    }
    if (!(value instanceof List<?> list)) {
      throw new IllegalArgumentException(name + ": expected an array, got " + kindOf(value));
    }
    if (list.size() > MAX_NAMES) {
      throw new IllegalArgumentException(name + ": at most " + MAX_NAMES + " entries");
    }
    var texts = new HashSet<String>();
    for (Object item : list) {
      if (!(item instanceof String text)) {
        throw new IllegalArgumentException(name + ": expected a string, got " + kindOf(item));
      }
      texts.add(text);
    }
    return texts;
  }
}
