package althing.node.app.devnet;

import althing.genesis.Engine;
import althing.genesis.GenesisFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A supervisor to be killed: over a {@link StubNode} and over a real node of a chain of one
 * validator. Prints the process ids of both when they answer.
 */
final class SupervisorProcess {

  private static final long GENESIS_MILLIS = 1_800_000_000_000L;

  private SupervisorProcess() {}

  public static void main(String[] args) throws InterruptedException, IOException {
    Path directory = Path.of(args[0]);
    Child stub = StubNode.in(directory, 0).child();
    Child node = node(directory, StubNode.in(directory, 1));
    var supervisor = new Supervisor(List.of(stub, node), new LinkPlan(2, number -> "key" + number));
    supervisor.startAll(_ -> {});
    System.out.println(stub.pid().orElseThrow() + " " + node.pid().orElseThrow());
    Thread.sleep(Long.MAX_VALUE);
  }

  private static Child node(Path directory, StubNode place) throws IOException {
    Path genesis = directory.resolve("genesis.json");
    var begin = new DevnetGenesis(1, Engine.SINGLE, GENESIS_MILLIS, 60, 5_000, 0, 0);
    Files.writeString(genesis, GenesisFile.write(begin.genesis()));
    List<String> options =
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow");
    List<String> command =
        JavaCommand.of(options, List.of(), List.of())
            .althing(
                List.of(
                    "node",
                    "--json",
                    "--stop-with-stdin",
                    "--dev-node",
                    "0",
                    "--rpc-port",
                    "0",
                    "--p2p-port",
                    "0",
                    "--data-dir",
                    place.directory().toString(),
                    "--genesis",
                    genesis.toString()));
    return new Child(place.number(), new NodeLog(place.log()), () -> command);
  }
}
