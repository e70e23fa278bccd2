package althing.node.app.clients;

import althing.node.app.run.NodeProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ethers 6 and viem 2, as they come from npm, against a devnet. The dialogues are in {@code
 * src/test/js}. Without Node.js they are skipped, except in CI.
 */
class JavaScriptClientsTest {

  private static final Path ROOT = Path.of(System.getProperty("althing.root"));
  private static final Path INTERFACES = ROOT.resolve("ledger/src/main/resources/althing/abi");
  private static final String EPOCH_SECONDS = "1";

  @TempDir Path directory;

  @BeforeAll
  static void installClients() {
    NpmClients.install();
  }

  @Test
  void ethers_connects_sends_calls_subscribes_and_reads_the_past() {
    against("ethers.test.mjs");
  }

  @Test
  void viem_connects_sends_calls_subscribes_and_reads_the_past() {
    against("viem.test.mjs");
  }

  @Test
  void ethers_and_viem_work_against_each_of_four_validators() {
    try (var devnet = NodeProcess.devnet(4, directory, "--epoch-seconds", EPOCH_SECONDS)) {
      var environment = new HashMap<>(environment(devnet.rpcUrl()));
      environment.put("ALTHING_RPC_URLS", String.join(",", urls(devnet)));
      NpmClients.run(List.of("node", "--test", "four.test.mjs"), environment);
    }
  }

  private static List<String> urls(NodeProcess devnet) {
    return devnet
        .announced()
        .path("nodes")
        .valueStream()
        .map(node -> node.path("rpcUrl").asString())
        .toList();
  }

  private void against(String dialogue) {
    try (var node = NodeProcess.devnet(directory, "--epoch-seconds", EPOCH_SECONDS)) {
      NpmClients.run(List.of("node", "--test", dialogue), environment(node.rpcUrl()));
    }
  }

  private static Map<String, String> environment(URI rpcUrl) {
    return Map.of(
        "ALTHING_RPC_URL", rpcUrl.toString(),
        "ALTHING_ABI_DIR", INTERFACES.toString(),
        "ALTHING_EPOCH_SECONDS", EPOCH_SECONDS);
  }
}
