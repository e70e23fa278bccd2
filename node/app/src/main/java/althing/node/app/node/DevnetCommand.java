package althing.node.app.node;

import althing.genesis.key.AccountKey;
import althing.ledger.chain.Retention;
import althing.ledger.crypto.Checksum;
import althing.ledger.types.Bytes;
import althing.node.app.CommandFailure;
import althing.node.app.Home;
import althing.node.app.key.DevAccounts;
import althing.node.app.terminal.OutputOptions;
import althing.node.core.chain.ChainSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** {@code althing devnet}: a chain on this machine with accounts to play with. */
@Command(
    name = "devnet",
    description = {
      "Run a chain on this machine: id 930, ten accounts of 10 000 SP with keys that everybody",
      "knows. It goes on where it stopped. Ctrl-C stops it. Never put anything of value on it."
    })
public final class DevnetCommand implements Runnable {

  private static final long DEFAULT_EPOCH_SECONDS = 60;

  @Mixin RpcOptions rpc;
  @Mixin OutputOptions output;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where the chain is kept (default: devnet in $$ALTHING_HOME or ~/.althing).")
  @Nullable Path dataDirectory;

  @Option(names = "--fresh", description = "Throw the old chain away and found a new one.")
  boolean fresh;

  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of validators: 1 in this release.")
  int validators;

  @Option(
      names = "--epoch-seconds",
      paramLabel = "N",
      description = "Length of an epoch, fixed when the chain is founded (default 60).")
  @Nullable Long epochSeconds;

  @Option(
      names = "--block-heartbeat-ms",
      paramLabel = "MS",
      defaultValue = "5000",
      description =
          "Longest time without a block, 0 for no blocks when idle (default ${DEFAULT-VALUE}).")
  long heartbeatMillis;

  @Option(
      names = "--bench-accounts",
      paramLabel = "N",
      description = "Fund the N senders that `althing bench` uses; fixed when founded.")
  @Nullable Integer benchSenders;

  @Option(
      names = "--bench-recipients",
      paramLabel = "N",
      description = "Fund N recipients for `althing bench`; fixed when founded.")
  @Nullable Integer benchRecipients;

  @Override
  public void run() {
    if (validators != 1) {
      throw CommandFailure.usage(
          "--validators %d: this release agrees alone, with 1 validator".formatted(validators));
    }
    if (heartbeatMillis < 0) {
      throw CommandFailure.usage("--block-heartbeat-ms: below 0");
    }
    Path directory = dataDirectory != null ? dataDirectory : Home.path().resolve("devnet");
    if (fresh) {
      remove(directory);
    }
    Devnet devnet = foundOrContinue(directory);
    var settings =
        new ChainSettings(
            NodeCommand.clientVersion(),
            heartbeatMillis,
            ChainSettings.DEFAULT.production(),
            ChainSettings.DEFAULT.pool(),
            Retention.ARCHIVE);
    try (RunningNode node =
        RunningNode.start(
            directory, devnet.genesis(), Devnet.validator(), settings, rpc.config())) {
      announce(directory, node);
      node.runUntilStopped();
    }
  }

  private Devnet foundOrContinue(Path directory) {
    Devnet old = Devnet.in(directory);
    if (old != null) {
      unchanged("--epoch-seconds", epochSeconds, old.epochMillis() / 1_000);
      unchanged("--bench-accounts", benchSenders, old.benchSenders());
      unchanged("--bench-recipients", benchRecipients, old.benchRecipients());
      return old;
    }
    if (Files.exists(directory.resolve("db"))) {
      throw CommandFailure.failed(directory + " holds a chain that is not a devnet");
    }
    long seconds = epochSeconds != null ? epochSeconds : DEFAULT_EPOCH_SECONDS;
    if (seconds < 1 || seconds > 366L * 86_400) {
      throw CommandFailure.usage("--epoch-seconds %d: not from 1 to 31622400".formatted(seconds));
    }
    var devnet =
        new Devnet(
            System.currentTimeMillis(),
            seconds * 1_000,
            count("--bench-accounts", benchSenders),
            count("--bench-recipients", benchRecipients));
    devnet.write(directory);
    return devnet;
  }

  private static int count(String option, @Nullable Integer value) {
    int count = value == null ? 0 : value;
    if (count < 0 || count > 5_000_000) {
      throw CommandFailure.usage("%s %d: not from 0 to 5000000".formatted(option, count));
    }
    return count;
  }

  private static void unchanged(String option, @Nullable Number asked, Number founded) {
    if (asked != null && asked.longValue() != founded.longValue()) {
      throw CommandFailure.failed(
          "the chain was founded with %s %s; --fresh founds a new one".formatted(option, founded));
    }
  }

  /** Deletes a devnet's directory, and nothing that is not one. */
  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    if (Devnet.in(directory) == null) {
      throw CommandFailure.failed(
          "--fresh: %s is not a devnet's directory, nothing was deleted".formatted(directory));
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw CommandFailure.failed("cannot delete " + directory + ": " + e.getMessage());
    }
  }

  private void announce(Path directory, RunningNode node) {
    List<AccountKey> accounts = Devnet.accounts();
    var json = new LinkedHashMap<String, Object>();
    json.put("chainId", Devnet.CHAIN_ID);
    json.put("rpc", node.rpc().url());
    json.put("webSocket", node.rpc().webSocketUrl());
    json.put("dataDirectory", directory.toAbsolutePath().toString());
    json.put("height", node.chain().chain().headHeight());
    json.put(
        "accounts",
        accounts.stream()
            .map(account ->
                Map.of(
                    "address", Checksum.encode(account.address()),
                    "privateKey", Bytes.wrap(account.secret()).toHex()))
            .toList());
    output.line(json, text(directory, node, accounts));
  }

  private static String text(Path directory, RunningNode node, List<AccountKey> accounts) {
    var text = new StringBuilder();
    text.append("\nTen accounts of 10 000 SP each. Everybody knows their keys: for play only.\n");
    for (int i = 0; i < accounts.size(); i++) {
      text.append(
          "\n (%d) %s  %s"
              .formatted(
                  i,
                  Checksum.encode(accounts.get(i).address()),
                  Bytes.wrap(accounts.get(i).secret()).toHex()));
    }
    text.append("\n\nMnemonic   ").append(DevAccounts.MNEMONIC);
    text.append("\nChain id   ").append(Devnet.CHAIN_ID).append(", coin SP with 18 decimals");
    text.append("\nData       ").append(directory.toAbsolutePath());
    text.append("\nHeight     ").append(node.chain().chain().headHeight());
    text.append("\nJSON-RPC   ").append(node.rpc().url());
    text.append("\nWebSocket  ").append(node.rpc().webSocketUrl());
    text.append("\nEvents     ").append(node.rpc().url()).append("/events?from=0");
    text.append("\nMetrics    ").append(node.rpc().url()).append("/metrics\n");
    return text.toString();
  }
}
