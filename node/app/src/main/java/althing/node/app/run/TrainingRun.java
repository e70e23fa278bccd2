package althing.node.app.run;

import althing.node.app.Althing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/**
 * The training run for the AOT cache of the Java machine: a devnet in the directory given, one
 * transfer, a clean stop, so that the machine learns which classes a start takes. The launcher runs
 * it after a build; it is no command. Exit code 0 says that all of it went well.
 */
public final class TrainingRun {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
  private static final long LIMIT_SECONDS = 60;
  private static final String RECIPIENT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

  private TrainingRun() {}

  public static void main(String[] args) throws InterruptedException {
    var training = new FutureTask<Boolean>(() -> transfer(startDevnet(args[0])));
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
