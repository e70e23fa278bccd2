package althing.node.core.gossip;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of proposals that name their transactions. */
final class CompactMetrics {

  private final MeterRegistry registry;

  /** Proposals encoded with their transactions. */
  final Counter full;

  /** Proposals encoded with hashes. */
  final Counter compact;

  /** Bytes of both. */
  final Counter bytesOut;

  final Counter received;

  /** Proposals of those that may not propose now. */
  final Counter ignored;

  /** Transactions of proposals that were not in the mempool. */
  final Counter missing;

  /** Proposals that were put together. */
  final Counter assembled;

  /** Proposals whose transactions did not come. */
  final Counter abandoned;

  final Counter penalties;

  CompactMetrics(MeterRegistry registry) {
    this.registry = registry;
    full = counter("full", "proposals encoded with their transactions");
    compact = counter("compact", "proposals encoded with hashes");
    bytesOut = counter("bytes", "bytes of encoded proposals");
    received = counter("received", "proposals received with hashes");
    ignored = counter("ignored", "proposals of peers that may not propose");
    missing = counter("missing", "transactions of proposals that were not in the mempool");
    assembled = counter("assembled", "proposals put together");
    abandoned = counter("abandoned", "proposals whose transactions did not come");
    penalties = counter("penalties", "times that a peer was penalised");
  }

  private Counter counter(String name, String description) {
    return Counter.builder("althing.proposals." + name).description(description).register(registry);
  }
}
