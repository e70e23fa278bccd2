package althing.node.app.run;

import althing.genesis.Engine;
import althing.ledger.chain.Retention;
import althing.node.app.Althing;
import althing.node.app.Version;
import althing.node.app.devnet.DevnetGenesis;
import althing.node.app.key.DevNodes;
import althing.node.network.NetworkSettings;
import althing.node.rpc.RpcConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/**
 * The training run for the AOT cache of the Java machine: a devnet of one validator in the
 * directory given and a transfer, so that the machine learns which classes a start takes; four
 * validators under load, so that it learns what it will have to compile; a clean stop. The launcher
 * runs it after a build; it is no command. Exit code 0 says that all of it went well.
 */
public final class TrainingRun {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
  private static final long LIMIT_SECONDS = 120;
  private static final int VALIDATORS = 4;
  private static final int SENDERS = 200;
  private static final int RECIPIENTS = 5_000;
  private static final int LOAD_SECONDS = 8;
  private static final String RECIPIENT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

  private TrainingRun() {}

  public static void main(String[] args) throws InterruptedException {
    var training = new FutureTask<Boolean>(() -> train(Path.of(args[0])));
    Thread.ofPlatform().daemon().name("training").start(training);
    try {
      if (training.get(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        // The devnet stops as on Ctrl-C.
        System.exit(0);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("the training run failed", e);
    }
    Runtime.getRuntime().halt(1);
  }

  private static boolean train(Path directory) throws IOException {
    Path single = directory.resolve("single");
    boolean sent = transfer(startDevnet(single.toString()));
    return sent && load(directory.resolve("several"));
  }

  private static boolean load(Path directory) {
    var genesis =
        new DevnetGenesis(
            VALIDATORS, Engine.PBFT, System.currentTimeMillis(), 3_600, 5_000, SENDERS, RECIPIENTS);
    var nodes = new ArrayList<RunningNode>();
    try {
      for (int number = 0; number < VALIDATORS; number++) {
        nodes.add(startValidator(number, genesis, directory, nodes));
      }
      return bench(nodes.getFirst().rpc().url(), directory);
    } finally {
      nodes.forEach(RunningNode::close);
    }
  }

  private static RunningNode startValidator(
      int number, DevnetGenesis genesis, Path directory, List<RunningNode> before) {
    return RunningNode.start(
        new RunningNode.Setup(
            directory.resolve("node-" + number),
            genesis::genesis,
            null,
            DevNodes.key(number),
            RpcConfig.loopback(0),
            Retention.PRUNED,
            null,
            Version.client(),
            NetworkSettings.listening("127.0.0.1", 0)
                .withStaticPeers(
                    before.stream().map(node -> node.address().orElseThrow()).toList())));
  }

  private static boolean bench(String url, Path directory) {
    String[] command = {
      "bench",
      "--json",
      "--rpc-url",
      url,
      "--senders",
      Integer.toString(SENDERS),
      "--recipients",
      Integer.toString(RECIPIENTS),
      "--light-samples",
      "50",
      "--warm-up",
      "1",
      "--duration",
      Integer.toString(LOAD_SECONDS),
      "--sign",
      Integer.toString(LOAD_SECONDS * RECIPIENTS),
      "--outstanding",
      "2000",
      "--output",
      directory.resolve("bench").toString()
    };
    CommandLine line = Althing.commandLineFor(command);
    line.setOut(new PrintWriter(Writer.nullWriter()));
    return line.execute(command) == 0;
  }

  /** Answers with the URL of a devnet that goes on running. */
  private static String startDevnet(String directory) throws IOException {
    String[] command = {
      "devnet", "--validators", "1", "--json", "--rpc-port", "0", "--data-dir", directory
    };
    var announced = new PipedReader();
    CommandLine line = Althing.commandLineFor(command);
    line.setOut(new PrintWriter(new PipedWriter(announced)));
    Thread.ofPlatform().daemon().name("devnet").start(() -> line.execute(command));
    String facts = new BufferedReader(announced).readLine();
    return JsonMapper.shared().readTree(facts).path("rpcUrl").asString();
  }

  private static boolean transfer(String url) {
    String[] command = {"send", "--dev", "0", "--rpc-url", url, RECIPIENT, "1"};
    return Althing.commandLineFor(command).execute(command) == 0;
  }
}
