package althing.node.network;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the network counts. */
final class NetworkMetrics {

  private final MeterRegistry registry;
  private final Map<Lane, Counter> received = new EnumMap<>(Lane.class);
  private final Map<Lane, Counter> dropped = new EnumMap<>(Lane.class);
  private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
  private final Map<Reason, Counter> ended = new EnumMap<>(Reason.class);

  final Counter bytesIn;
  final Counter bytesOut;

  /** Connections turned away before a byte was read. */
  final Counter turnedAway;

  /** Times that reading from a peer was stopped because it sends too much. */
  final Counter throttled;

  /** Times that reading from a peer was stopped because the handler is behind. */
  final Counter held;

  final Counter rekeys;

  NetworkMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Lane lane : Lane.ALL) {
      received.put(lane, counter("received", "messages received", "lane", lane));
      dropped.put(lane, counter("dropped", "messages not sent: the queue was full", "lane", lane));
    }
    for (Reason reason : Reason.values()) {
      refused.put(reason, counter("refused", "attempts to connect that failed", "reason", reason));
      ended.put(reason, counter("ended", "connections that ended", "reason", reason));
    }
    bytesIn = counter("bytes.in", "bytes received in frames");
    bytesOut = counter("bytes.out", "bytes sent in frames");
    turnedAway = counter("turned.away", "connections closed before a byte was read");
    throttled = counter("throttled", "pauses because a peer sends too much");
    held = counter("held", "pauses because the handler is behind");
    rekeys = counter("rekeys", "keys changed for sending");
  }

  void received(Lane lane, int messages) {
    count(received.get(lane), messages);
  }

  void dropped(Lane lane) {
    count(dropped.get(lane), 1);
  }

  void refused(Reason reason) {
    count(refused.get(reason), 1);
  }

  void ended(Reason reason) {
    count(ended.get(reason), 1);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("althing.network." + name, value).description(description).register(registry);
  }

  private static void count(@Nullable Counter counter, int amount) {
    if (counter != null) {
      counter.increment(amount);
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder("althing.network." + name).description(description).register(registry);
  }

  private Counter counter(String name, String description, String tag, Enum<?> value) {
    return Counter.builder("althing.network." + name)
        .description(description)
        .tag(tag, value.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
