package althing.node.core.chain;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** What the running chain counts and measures. */
final class ChainMetrics {

  private final MeterRegistry registry;

  /** From the engine's wish for a block to its execution and roots. */
  final Timer build;

  /** The part of a build that chooses and runs transactions. */
  final Timer execute;

  /** From the engine's question about a block of somebody else to its execution and roots. */
  final Timer judge;

  /** From the engine's decision to blocks on disk. */
  final Timer commit;

  /** Transactions in a block. */
  final DistributionSummary transactions;

  /** Blocks in one write. */
  final DistributionSummary group;

  final Counter accepted;
  final Counter refused;

  ChainMetrics(MeterRegistry registry) {
    this.registry = registry;
    build = timer("althing.block.build", "building one block");
    execute = timer("althing.block.execute", "choosing and running the transactions of one block");
    judge = timer("althing.block.judge", "executing one block of another validator");
    commit = timer("althing.block.commit", "writing blocks to disk, synced");
    transactions =
        DistributionSummary.builder("althing.block.transactions")
            .description("transactions in one block")
            .register(registry);
    group =
        DistributionSummary.builder("althing.block.group")
            .description("blocks in one write")
            .register(registry);
    accepted = counter("accepted");
    refused = counter("refused");
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name).description(description).register(registry);
  }

  private Counter counter(String result) {
    return Counter.builder("althing.pool.submissions")
        .description("transactions handed in")
        .tag("result", result)
        .register(registry);
  }
}
