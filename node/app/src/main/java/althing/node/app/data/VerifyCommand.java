package althing.node.app.data;

import althing.ledger.chain.ChainStore;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.replay.Replay;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.genesis.TrustOptions;
import althing.node.app.terminal.OutputOptions;
import althing.node.app.terminal.ProgressBar;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code althing verify}. */
@Command(
    name = "verify",
    description = {
      "Rebuild the state from the log and compare it with what the headers say.",
      "Reads every file against its checksum, folds all events, runs all transactions again with"
          + " their signatures, checks the validators' signatures under every block, and sums what"
          + " there is of each asset. No node may run on the directory meanwhile."
    })
public final class VerifyCommand implements Runnable {

  @Mixin DataOptions data;
  @Mixin OutputOptions output;

  @Mixin TrustOptions trust;

  @Option(
      names = "--no-certificates",
      description = "Do not check the validators' signatures under the blocks.")
  boolean noCertificates;

  @Option(names = "--fold-only", description = "Trust the events: do not run transactions again.")
  boolean foldOnly;

  /** One replay with the time it took. */
  private record Timed(Replay.Result result, long nanos) {
    double seconds() {
      return nanos / 1e9;
    }

    double eventsPerSecond() {
      return result.events() / seconds();
    }
  }

  @Override
  public void run() {
    try (var directory = DataDirectory.openExisting(data.chainDir())) {
      directory.store().verifyChecksums();
      Timed fold = replay(directory, "events folded", Replay::fold);
      var report = report(directory, fold);
      var text = new StringBuilder();
      text.append(
          """
          chain %s in %s
          head            height %d, state root %s
          log             %,d events, root %s%s
          files           every checksum is right
          conservation    holds: %,d entries summed
          fold replay     agrees: %s
          """
              .formatted(
                  report.get("chainId"),
                  directory.path(),
                  fold.result().height(),
                  fold.result().stateRoot(),
                  fold.result().events(),
                  fold.result().eventRoot(),
                  begun(directory.chain()),
                  fold.result().entries(),
                  speed(fold)));
      if (!noCertificates) {
        Certificates certificates = Certificates.check(directory, trust.genesisHash());
        report.put("certificates", certificates.json());
        text.append("certificates    ").append(certificates.text()).append('\n');
      }
      if (!foldOnly) {
        Timed full = replay(directory, "events decided again", Replay::full);
        compare(fold.result().stateRoot(), full.result().stateRoot(), "state roots");
        compare(fold.result().eventRoot(), full.result().eventRoot(), "event roots");
        report.put("full", json(full));
        text.append("full replay     agrees: ").append(speed(full)).append('\n');
      }
      output.result(report, text.toString());
    } catch (Replay.MismatchException e) {
      throw new CommandFailure(
          ExitCode.NOT_VERIFIED, data.chainDir() + ": " + String.valueOf(e.getMessage()), e);
    } catch (StoreException e) {
      throw DataDirectory.damaged(data.chainDir(), e);
    }
  }

  private static String begun(ChainStore chain) {
    return chain.oldestBlock() == 0
        ? ""
        : "\nbegun           with the state of block %d, replayed from that of block %d on"
            .formatted(chain.oldestBlock(), chain.oldestState());
  }

  private static Timed replay(
      DataDirectory directory, String what, Function<Replay, Replay.Result> kind) {
    try (var progress = ProgressBar.of(what, directory.chain().eventCount());
        var ahead = new ReadAhead()) {
      var replay =
          new Replay(
              directory.chain(),
              directory.chain().tiles(),
              directory.registry(),
              ahead,
              step -> progress.at(step.events()));
      long started = System.nanoTime();
      Replay.Result result = kind.apply(replay);
      return new Timed(result, System.nanoTime() - started);
    }
  }

  private static void compare(Hash fold, Hash full, String what) {
    if (!fold.equals(full)) {
      throw CommandFailure.notVerified(
          "the %s of fold and full replay differ: %s and %s".formatted(what, fold, full));
    }
  }

  private static Map<String, Object> report(DataDirectory directory, Timed fold) {
    var report = new LinkedHashMap<String, Object>();
    report.put("verified", true);
    report.put("chainId", chainId(directory));
    report.put(
        "replayedFrom", directory.chain().oldestBlock() == 0 ? 0 : directory.chain().oldestState());
    report.put("height", fold.result().height());
    report.put("blockHash", directory.chain().headHash().toHex());
    report.put("stateRoot", fold.result().stateRoot().toHex());
    report.put("eventRoot", fold.result().eventRoot().toHex());
    report.put("events", fold.result().events());
    report.put("transactions", fold.result().transactions());
    report.put("entries", fold.result().entries());
    report.put("fold", json(fold));
    return report;
  }

  private static long chainId(DataDirectory directory) {
    return ChainStore.chainIdOf(directory.store()).orElseThrow();
  }

  private static Map<String, Object> json(Timed replay) {
    var json = new LinkedHashMap<String, Object>();
    json.put("seconds", replay.seconds());
    json.put("eventsPerSecond", Math.round(replay.eventsPerSecond()));
    return json;
  }

  private static String speed(Timed replay) {
    return String.format(
        Locale.ROOT, "%,.0f events/s (%.2f s)", replay.eventsPerSecond(), replay.seconds());
  }
}
