package althing.node.core.sync;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What catching up, and helping others to, counts. */
final class SyncMetrics {

  private final MeterRegistry registry;

  /** Blocks that came from peers, whatever became of them. */
  final Counter fetched;

  /** Blocks sent to peers. */
  final Counter served;

  /** Questions that were not answered in time. */
  final Counter timeouts;

  /** Ranges that were not what they had to be. */
  final Counter refused;

  SyncMetrics(MeterRegistry registry) {
    this.registry = registry;
    fetched = counter("fetched", "blocks received from peers");
    served = counter("served", "blocks sent to peers that are behind");
    timeouts = counter("timeouts", "questions for blocks that were not answered in time");
    refused = counter("refused", "ranges of blocks that were wrong");
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("althing.sync." + name, value).description(description).register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("althing.sync." + name).description(description).register(registry);
  }
}
