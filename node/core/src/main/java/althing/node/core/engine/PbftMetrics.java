package althing.node.core.engine;

import althing.consensus.PublicKey;
import althing.consensus.pbft.Vote;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.function.Supplier;

/** What the {@code pbft} engine counts and measures. */
final class PbftMetrics {

  private static final String PREFIX = "althing.consensus.";

  private final MeterRegistry registry;

  /** From a block's proposal, made or received, to its place on disk. */
  final Timer round;

  /** Inputs that the engine took in between two syncs of the journal. */
  final DistributionSummary turn;

  final Timer sync;
  final Counter dropped;
  final Counter equivocations;

  PbftMetrics(MeterRegistry registry) {
    this.registry = registry;
    round =
        Timer.builder(PREFIX + "round")
            .description("from the proposal of a block to its place on disk")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    sync =
        Timer.builder(PREFIX + "journal.sync")
            .description("writing what votes promise, synced")
            .register(registry);
    turn =
        DistributionSummary.builder(PREFIX + "turn")
            .description("inputs that one sync of the journal serves")
            .register(registry);
    dropped =
        Counter.builder(PREFIX + "dropped")
            .description("messages of peers that sent more than the engine takes in")
            .register(registry);
    equivocations =
        Counter.builder(PREFIX + "equivocations")
            .description("validators that were seen to sign votes which contradict each other")
            .register(registry);
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(PREFIX + name, value).description(description).register(registry);
  }

  void vote(PublicKey validator, Vote.Kind kind) {
    registry
        .counter(
            PREFIX + "votes",
            "validator",
            validator.toString().substring(2, 14),
            "kind",
            kind.name().toLowerCase(Locale.ROOT))
        .increment();
  }
}
