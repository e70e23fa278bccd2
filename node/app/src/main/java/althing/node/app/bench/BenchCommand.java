package althing.node.app.bench;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hex;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.bench.Endpoint.Standing;
import althing.node.app.client.ClientOptions;
import althing.node.app.client.RpcClient;
import althing.node.app.terminal.OutputOptions;
import althing.node.app.terminal.ProgressBar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code althing bench}. */
@Command(
    name = "bench",
    description = {
      "Load a node with transfers and measure it. Works against any Ethereum JSON-RPC endpoint.",
      "Transactions are signed before the clock starts; what counts is receipts with status 1 that"
          + " come back. First the latency of single transactions, then throughput."
    })
public final class BenchCommand implements Runnable {

  private static final int GWEI = 1_000_000_000;
  private static final int LIGHT_WARM_UP = 50;

  @Mixin ClientOptions node;
  @Mixin OutputOptions output;

  @Option(
      names = "--senders",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Accounts that send (default ${DEFAULT-VALUE}).")
  int senders;

  @Option(
      names = "--recipients",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Accounts to draw recipients from (default ${DEFAULT-VALUE}).")
  int recipients;

  @Option(
      names = "--duration",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "How long throughput is measured; 0 leaves it out (default ${DEFAULT-VALUE}).")
  int durationSeconds;

  @Option(
      names = "--warm-up",
      defaultValue = "10",
      paramLabel = "SECONDS",
      description = "Load before the measurement (default ${DEFAULT-VALUE}).")
  int warmUpSeconds;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      description = "Transactions a second; 0: as many as receipts come back (default).")
  int rate;

  @Option(
      names = "--outstanding",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Most transactions without a receipt yet (default ${DEFAULT-VALUE}).")
  int outstanding;

  @Option(
      names = "--batch",
      defaultValue = "100",
      paramLabel = "N",
      description = "Transactions in one request (default ${DEFAULT-VALUE}).")
  int batch;

  @Option(
      names = "--connections",
      defaultValue = "2",
      paramLabel = "N",
      description = "Connections that send (default ${DEFAULT-VALUE}).")
  int connections;

  @Option(
      names = "--sign",
      paramLabel = "N",
      description = "Transactions to sign beforehand (default: 12 000 for each second of load).")
  @Nullable Integer presigned;

  @Option(
      names = "--light-samples",
      defaultValue = "500",
      paramLabel = "N",
      description =
          "Transactions of the latency phase; 0 leaves it out (default ${DEFAULT-VALUE}).")
  int lightSamples;

  @Option(
      names = "--max-fee-gwei",
      defaultValue = "10000",
      paramLabel = "N",
      description = "Most that a transfer pays per gas (default ${DEFAULT-VALUE}).")
  long maxFeeGwei;

  @Option(
      names = "--fund-from",
      paramLabel = "FILE",
      description = "File with the private key, in hexadecimal, that pays senders what they lack.")
  @Nullable Path fundFrom;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "The node's process on this machine, to report its processor time and memory.")
  @Nullable Long pid;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Seed of the random recipients (default ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--output",
      paramLabel = "DIRECTORY",
      description =
          "Where summary.json, seconds.csv and latency.hgrm go (default: bench/ and the time).")
  @Nullable Path directory;

  @Override
  public void run() {
    check();
    TargetProcess target = pid == null ? null : TargetProcess.of(pid);
    try (RpcClient client = node.connect()) {
      var endpoint = new Endpoint(client);
      var transfers =
          new Transfers(endpoint.chainId(), Amount.of(maxFeeGwei).times(GWEI), endpoint.tip());
      if (endpoint.gasPrice().isGreaterThan(Amount.of(maxFeeGwei).times(GWEI))) {
        throw CommandFailure.failed("the node asks a higher price than --max-fee-gwei");
      }
      int total = total();
      List<Address> addresses = addresses();
      Amount needed = transfers.cost((total + lightSamples) / senders + lightSamples + 1L);
      new Funding(endpoint, transfers).ensure(endpoint.standings(addresses), needed, fundingKey());

      var report = new Report();
      describe(report, client, endpoint, target);
      if (lightSamples > 0) {
        report.latency(
            "lightLoad", "latency, one at a time", lightLoad(client, endpoint, transfers));
      }
      if (durationSeconds > 0) {
        long[] nonces = endpoint.standings(addresses).stream().mapToLong(Standing::nonce).toArray();
        var lanes = new Presigner(transfers, recipients, seed).sign(nonces, connections, total);
        saturate(report, lanes, endpoint, target);
      }
      if (target != null) {
        report
            .put("targetPeakResidentKiB", target.peakResidentKiB())
            .say("node's memory, most resident", mebibytes(target.peakResidentKiB()));
      }
      keep(report);
      output.result(report.values(), report.text());
    }
  }

  private void check() {
    positive("--senders", senders);
    positive("--recipients", recipients);
    positive("--batch", batch);
    positive("--connections", connections);
    if (connections > senders) {
      throw CommandFailure.usage("--connections is more than --senders");
    }
    if (outstanding < batch) {
      throw CommandFailure.usage("--outstanding is less than --batch");
    }
    if (durationSeconds < 0 || warmUpSeconds < 0 || lightSamples < 0 || rate < 0) {
      throw CommandFailure.usage("durations, samples and rates are not negative");
    }
  }

  private static void positive(String option, int value) {
    if (value <= 0) {
      throw CommandFailure.usage(option + " must be above 0, not " + value);
    }
  }

  private int total() {
    if (durationSeconds == 0) {
      return 0;
    }
    int perSecond = rate > 0 ? rate : 12_000;
    return presigned != null
        ? presigned
        : Math.multiplyExact(perSecond, durationSeconds + warmUpSeconds);
  }

  private List<Address> addresses() {
    try (var progress = ProgressBar.of("senders derived", senders)) {
      return IntStream.range(0, senders)
          .mapToObj(index -> {
            progress.at(index + 1L);
            return BenchAccounts.sender(index);
          })
          .toList();
    }
  }

  private byte @Nullable [] fundingKey() {
    if (fundFrom == null) {
      return null;
    }
    try {
      byte[] key = Hex.decode(Files.readString(fundFrom).strip());
      if (key.length == 32) {
        return key;
      }
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + fundFrom + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.FAILED, fundFrom + " holds no hexadecimal number", e);
    }
    throw CommandFailure.failed(fundFrom + " does not hold a private key of 32 bytes");
  }

  private void describe(
      Report report, RpcClient client, Endpoint endpoint, @Nullable TargetProcess target) {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    int processors = Runtime.getRuntime().availableProcessors();
    String load = TargetProcess.loadAverage().orElse("?");
    report
        .put("endpoint", client.url().toString())
        .put("node", endpoint.version())
        .put("machine", machine)
        .put("processors", processors)
        .put("loadAverageBefore", load)
        .put("senders", senders)
        .put("recipients", recipients)
        .put("batch", batch)
        .put("connections", connections)
        .put("rate", rate)
        .put("outstandingLimit", outstanding)
        .say("node", endpoint.version())
        .say(
            "machine",
            "%s, %d processors, load average %s before the test"
                .formatted(machine, processors, load));
    if (target != null) {
      report
          .put("targetResidentBeforeKiB", target.residentKiB())
          .say("node's memory before the load", mebibytes(target.residentKiB()));
    }
  }

  private Histogram lightLoad(RpcClient client, Endpoint endpoint, Transfers transfers) {
    Address first = BenchAccounts.sender(0);
    long nonce = endpoint.standings(List.of(first)).getFirst().nonce();
    byte[] key = BenchAccounts.senderKey(0);
    var envelopes = new ArrayList<byte[]>();
    for (int i = 0; i < lightSamples + LIGHT_WARM_UP; i++) {
      envelopes.add(transfers.sign(key, nonce + i, i % recipients));
    }
    return new LightLoad(client).run(envelopes, LIGHT_WARM_UP);
  }

  private void saturate(
      Report report, List<Lane> lanes, Endpoint endpoint, @Nullable TargetProcess target) {
    Pace pace = rate > 0 ? Pace.rate(rate, outstanding) : Pace.closedLoop(outstanding);
    var settings =
        new Saturation.Settings(node.rpcUrl(), durationSeconds, warmUpSeconds, batch, pace);
    var result = new Saturation(settings, lanes, target).run(endpoint.height() + 1);
    double perSecond = result.confirmed() / result.measuredSeconds();
    report
        .put("measuredSeconds", result.measuredSeconds())
        .put("confirmed", result.confirmed())
        .put("transfersPerSecond", perSecond)
        .put("failedReceipts", result.failed())
        .put("rejected", result.rejected())
        .put("ranOut", result.ranOut())
        .put("loadAverageAfter", TargetProcess.loadAverage().orElse("?"))
        .say(
            "transfers",
            String.format(
                Locale.ROOT,
                "%,.0f a second (%,d receipts with status 1 in %.1f s)",
                perSecond,
                result.confirmed(),
                result.measuredSeconds()))
        .latency("underLoad", "latency under that load", result.latencyMicros());
    if (result.rejected() > 0) {
      report.say(
          "refusals by the node",
          "%d, newest: %s".formatted(result.rejected(), result.lastRefusal()));
    }
    if (result.ranOut()) {
      report.say("ended early", "the signed transactions ran out: sign more with --sign");
    }
    if (target != null && result.confirmed() > 0) {
      double micros = result.cpuMillis() * 1e3 / result.confirmed();
      report
          .put("targetCpuMicrosPerTransfer", micros)
          .say(
              "node's cost",
              String.format(
                  Locale.ROOT,
                  "%.1f µs of processor time a transfer (%.0f %% of one processor)",
                  micros,
                  result.cpuMillis() / 10.0 / result.measuredSeconds()));
    }
    write("seconds.csv", csv(result.seconds()));
    write("latency.hgrm", percentiles(result.latencyMicros()));
  }

  private static String mebibytes(long kib) {
    return kib / 1024 + " MiB";
  }

  private static String csv(List<Second> seconds) {
    var text = new StringBuilder(Second.CSV_HEADER).append('\n');
    seconds.forEach(second -> text.append(second.csv()).append('\n'));
    return text.toString();
  }

  private static String percentiles(Histogram micros) {
    var bytes = new ByteArrayOutputStream();
    micros.outputPercentileDistribution(
        new PrintStream(bytes, true, StandardCharsets.UTF_8), 1000.0);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void keep(Report report) {
    var mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    write("summary.json", mapper.writeValueAsString(report.values()) + "\n");
    report.put("output", directory().toString()).say("raw output", directory().toString());
  }

  private void write(String name, String content) {
    Path file = directory().resolve(name);
    try {
      Files.createDirectories(directory());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot write " + file + ": " + e.getMessage());
    }
  }

  private Path directory() {
    if (directory == null) {
      String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
      directory = Path.of("bench", time);
    }
    return directory;
  }
}
