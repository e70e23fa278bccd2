package althing.node.app.run;

import althing.genesis.key.AccountKey;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.Protocol;
import althing.ledger.types.Hex;
import althing.node.app.CommandFailure;
import althing.node.app.Version;
import althing.node.app.data.DataDirectory;
import althing.node.app.data.DataOptions;
import althing.node.app.key.DevAccounts;
import althing.node.app.run.RunningNode.Setup;
import althing.node.app.terminal.AmountText;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing devnet}. */
@Command(
    name = "devnet",
    description = {
      "Run a chain of one validator on this machine, with funded accounts, until Ctrl-C.",
      "The chain survives restarts. Its keys are known to everybody: for development only."
    })
public final class DevnetCommand implements Runnable {

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
      defaultValue = "1",
      description = "How many validators; only 1 for now.")
  int validators;

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
    Path directory = data.dataDir();
    if (fresh) {
      remove(directory);
    }
    try (RunningNode running = start(directory)) {
      checkEpoch(running, directory);
      output.line(json(running, directory), text(running, directory));
      Foreground.run(running);
    }
  }

  private RunningNode start(Path directory) {
    var begin =
        new DevnetGenesis(
            System.currentTimeMillis() / 1_000 * 1_000,
            epochSeconds != null ? epochSeconds : DEFAULT_EPOCH_SECONDS,
            node.heartbeatMillis != null && node.heartbeatMillis > 0
                ? node.heartbeatMillis
                : DEFAULT_HEARTBEAT_MILLIS,
            benchAccounts,
            benchRecipients);
    return RunningNode.start(
        new Setup(
            directory,
            begin::genesis,
            null,
            DevnetGenesis.nodeKey(),
            node.rpc(),
            node.retention(),
            node.heartbeatMillis,
            Version.client(),
            null));
  }

  private void check() {
    if (validators != 1) {
      throw CommandFailure.usage(
          "--validators %d: a devnet has one validator for now".formatted(validators));
    }
    if (epochSeconds != null && epochSeconds < 1) {
      throw CommandFailure.usage("--epoch-seconds must be 1 or more, not " + epochSeconds);
    }
    if (benchAccounts < 0 || benchRecipients < 0) {
      throw CommandFailure.usage("--bench-accounts and --bench-recipients are not negative");
    }
  }

  /** An epoch's length is fixed when the chain begins. */
  private void checkEpoch(RunningNode running, Path directory) {
    long millis = epochMillis(running);
    if (epochSeconds != null && epochSeconds * 1_000 != millis) {
      throw CommandFailure.usage(
          "the chain in %s has epochs of %d s: leave --epoch-seconds out, or start over with --fresh"
              .formatted(directory, millis / 1_000));
    }
  }

  private static long epochMillis(RunningNode running) {
    var chain = running.chain().chain();
    return Protocol.parameter(chain.stateAt(chain.headHeight()), Parameters.EPOCH_MILLIS);
  }

  private static void remove(Path directory) {
    Path database = directory.resolve("db");
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(database)) {
      throw CommandFailure.failed(
          "%s holds no chain, so --fresh does not delete it".formatted(directory));
    }
    DataDirectory.requireUnused(directory);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw CommandFailure.failed("cannot delete " + directory + ": " + e);
    }
  }

  private Map<String, Object> json(RunningNode running, Path directory) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("chainId", running.chain().chainId());
    facts.put("rpcUrl", running.rpc().url());
    facts.put("webSocketUrl", running.rpc().webSocketUrl());
    facts.put("dataDir", directory.toAbsolutePath().toString());
    facts.put("height", running.chain().chain().headHeight());
    facts.put("epochSeconds", epochMillis(running) / 1_000);
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("mnemonic", DevAccounts.MNEMONIC);
    facts.put(
        "accounts",
        accounts().stream()
            .map(key ->
                Map.of("address", key.address().toHex(), "privateKey", Hex.encode(key.secret())))
            .toList());
    return facts;
  }

  private String text(RunningNode running, Path directory) {
    var text = new StringBuilder();
    text.append(
        "Althing %s devnet, chain id %d\n\n"
            .formatted(Version.number(), running.chain().chainId()));
    int number = 0;
    for (AccountKey key : accounts()) {
      text.append(
          "  (%d) %s  %s SP at first\n      key %s\n"
              .formatted(
                  number++,
                  key.address(),
                  AmountText.format(DevnetGenesis.BALANCE),
                  Hex.encode(key.secret())));
    }
    text.append("\nThese keys are known to everybody. Mnemonic: ").append(DevAccounts.MNEMONIC);
    text.append("\n\nJSON-RPC   ").append(running.rpc().url());
    text.append("\nWebSocket  ").append(running.rpc().webSocketUrl());
    text.append("\nData       ").append(directory.toAbsolutePath());
    text.append("\nHeight     ").append(running.chain().chain().headHeight());
    text.append("\n\nCtrl-C stops it.");
    return text.toString();
  }

  private static List<AccountKey> accounts() {
    return DevAccounts.first(DevnetGenesis.ACCOUNTS);
  }
}
