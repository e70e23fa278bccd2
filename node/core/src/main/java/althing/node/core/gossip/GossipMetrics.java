package althing.node.core.gossip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What the gossip about transactions counts. */
final class GossipMetrics {

  private final MeterRegistry registry;

  /** Hashes told to peers, once for each peer. */
  final Counter announced;

  /** Hashes told by peers. */
  final Counter heard;

  /** Announced hashes for which there was no room. */
  final Counter ignored;

  final Counter requests;
  final Counter timeouts;
  final Counter fetched;

  /** Fetched transactions that were here already. */
  final Counter duplicates;

  /** Fetched transactions that the mempool did not want. */
  final Counter refused;

  /** Transactions sent because a peer asked. */
  final Counter served;

  final Counter penalties;
  final Counter bytesIn;
  final Counter bytesOut;

  GossipMetrics(MeterRegistry registry) {
    this.registry = registry;
    announced = counter("announced", "hashes announced, to each peer");
    heard = counter("heard", "hashes announced by peers");
    ignored = counter("ignored", "announced hashes for which there was no room");
    requests = counter("requests", "requests for transactions");
    timeouts = counter("timeouts", "requests not answered in time");
    fetched = counter("fetched", "transactions fetched from peers");
    duplicates = counter("duplicates", "fetched transactions that were known already");
    refused = counter("refused", "fetched transactions that the mempool refused");
    served = counter("served", "transactions sent to peers that asked");
    penalties = counter("penalties", "times that a peer was penalised");
    bytesIn = counter("bytes.in", "bytes received");
    bytesOut = counter("bytes.out", "bytes sent");
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("althing.gossip." + name, value).description(description).register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("althing.gossip." + name).description(description).register(registry);
  }
}
