package althing.node.app.devnet;

import althing.genesis.Engine;
import althing.node.app.CommandFailure;
import althing.node.app.data.DataOptions;
import althing.node.app.key.DevNodes;
import althing.node.app.run.NodeOptions;
import althing.node.app.terminal.OutputOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing devnet}. */
@Command(
    name = "devnet",
    description = {
      "Run a chain on this machine, with funded accounts, until Ctrl-C.",
      "Each validator is a process of its own. The commands below talk to a devnet that runs.",
      "The chain survives restarts. Its keys are known to everybody: for development only."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {
      ControlCommands.Kill.class,
      ControlCommands.Stop.class,
      ControlCommands.Start.class,
      ControlCommands.Partition.class,
      ControlCommands.Slow.class,
      ControlCommands.Heal.class,
      ControlCommands.Status.class
    })
public final class DevnetCommand implements Runnable {

  private static final int DEFAULT_VALIDATORS = 4;
  private static final int DEFAULT_MEMBERS = 3;
  private static final long DEFAULT_EPOCH_SECONDS = 60;
  private static final long DEFAULT_HEARTBEAT_MILLIS = 5_000;

  @Mixin DataOptions data;
  @Mixin NodeOptions node;
  @Mixin OutputOptions output;

  @Option(names = "--fresh", description = "Throw the chain in the data directory away first.")
  boolean fresh;

  @Option(
      names = "--validators",
      paramLabel = "N",
      description =
          "How many validators, 1 to 16 (default: 4, or 3 with --engine raft, or as many as the"
              + " chain has). One runs in this process.")
  @Nullable Integer validators;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "How they agree: single with one validator; with more pbft (default), or raft, whose"
              + " validators may crash but not lie.")
  @Nullable Engine engine;

  @Option(
      names = "--epoch-seconds",
      paramLabel = "N",
      description = "Length of an epoch when the chain is new (default 60).")
  @Nullable Long epochSeconds;

  @Option(
      names = "--bench-accounts",
      paramLabel = "N",
      defaultValue = "0",
      description = "Fund N senders for `althing bench` when the chain is new.")
  int benchAccounts;

  @Option(
      names = "--bench-recipients",
      paramLabel = "N",
      defaultValue = "0",
      description = "Fund N recipients for `althing bench` when the chain is new.")
  int benchRecipients;

  @Override
  public void run() {
    check();
    var layout = new DevnetLayout(data.dataDir());
    if (fresh) {
      DevnetFiles.throwAway(layout);
    }
    int count = validatorsOf(layout);
    if (count == 1) {
      new OneNode(layout.directory(), node, output).run(begin(1, Engine.SINGLE), epochSeconds);
    } else {
      Engine several = engine != null ? engine : Engine.PBFT;
      new SeveralNodes(layout, node, output).run(begin(count, several));
    }
  }

  private void check() {
    if (validators != null && (validators < 1 || validators > DevNodes.MOST)) {
      throw CommandFailure.usage(
          "--validators %d: a devnet has 1 to %d".formatted(validators, DevNodes.MOST));
    }
    if (engine != null && validators != null && (engine == Engine.SINGLE) != (validators == 1)) {
      throw CommandFailure.usage(
          "--engine %s --validators %d: single is for one validator, pbft and raft for more"
              .formatted(engine.text(), validators));
    }
    if (epochSeconds != null && epochSeconds < 1) {
      throw CommandFailure.usage("--epoch-seconds must be 1 or more, not " + epochSeconds);
    }
    if (benchAccounts < 0 || benchRecipients < 0) {
      throw CommandFailure.usage("--bench-accounts and --bench-recipients are not negative");
    }
  }

  /** How many validators it is to be; what is there already must have as many. */
  private int validatorsOf(DevnetLayout layout) {
    @Nullable Integer wanted =
        validators != null ? validators : engine == Engine.SINGLE ? Integer.valueOf(1) : null;
    if (layout.holdsOne()) {
      if (wanted == null || wanted != 1) {
        throw CommandFailure.usage(
            "the chain in %s has one validator: say --validators 1, or start over with --fresh"
                .formatted(layout.directory()));
      }
      return 1;
    }
    if (!layout.holdsSeveral()) {
      return wanted != null ? wanted : engine == Engine.RAFT ? DEFAULT_MEMBERS : DEFAULT_VALIDATORS;
    }
    DevnetPlan plan = DevnetPlan.read(layout.plan());
    if (wanted != null && wanted != plan.validators()) {
      throw CommandFailure.usage(
          "the chain in %s has %d validators: leave --validators out, or start over with --fresh"
              .formatted(layout.directory(), plan.validators()));
    }
    if (engine != null && engine != plan.engine()) {
      throw CommandFailure.usage(
          "the validators of the chain in %s agree by %s: leave --engine out, or start over with --fresh"
              .formatted(layout.directory(), plan.engine().text()));
    }
    if (epochSeconds != null && epochSeconds != plan.epochSeconds()) {
      throw OneNode.otherEpochs(layout.directory(), plan.epochSeconds());
    }
    return plan.validators();
  }

  private DevnetGenesis begin(int count, Engine agreement) {
    return new DevnetGenesis(
        count,
        agreement,
        System.currentTimeMillis() / 1_000 * 1_000,
        epochSeconds != null ? epochSeconds : DEFAULT_EPOCH_SECONDS,
        node.heartbeatMillis().filter(millis -> millis > 0).orElse(DEFAULT_HEARTBEAT_MILLIS),
        benchAccounts,
        benchRecipients);
  }
}
