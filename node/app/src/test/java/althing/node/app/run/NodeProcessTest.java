package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.Cli;
import althing.node.app.ExitCode;
import althing.node.app.client.RpcClient;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node as a process: starts, is used from the command line, stops, starts again. */
class NodeProcessTest {

  private static final String SECOND = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

  @TempDir Path directory;

  @Test
  void a_devnet_is_used_from_the_command_line_and_survives_a_restart() {
    String id;
    try (var node = NodeProcess.devnet(directory)) {
      String url = node.rpcUrl().toString();
      var sent = Cli.run("send", SECOND, "1.5", "--dev", "0", "--rpc-url", url, "--json");
      assertThat(sent.err()).isEmpty();
      assertThat(sent.json().path("receipt").path("status").asString()).isEqualTo("0x1");

      var issued =
          Cli.run(
              "iou",
              "issue",
              SECOND,
              "5",
              "--expiry-epoch",
              "9",
              "--dev",
              "0",
              "--json",
              "--rpc-url",
              url);
      assertThat(issued.err()).isEmpty();
      id = issued.json().path("events").get(0).path("arguments").path("id").asString();

      var refused = Cli.run("iou", "redeem", id, "5", "--dev", "1", "--rpc-url", url);
      assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
      assertThat(refused.err()).contains("iou refused: NotDebtor(");

      var used = Cli.run("verify", "--data-dir", directory.toString());
      assertThat(used.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(used.err()).contains("is in use by a running node");

      eventsAreFollowedAndProved(url);

      assertThat(node.terminate()).isZero();
      assertThat(node.errors()).isEmpty();
    }
    try (var node = NodeProcess.devnet(directory)) {
      String url = node.rpcUrl().toString();
      assertThat(node.height()).isGreaterThanOrEqualTo(2);
      var redeemed = Cli.run("iou", "redeem", id, "--dev", "0", "--rpc-url", url);
      assertThat(redeemed.err()).isEmpty();
      assertThat(redeemed.out()).contains("Redeemed(" + id);
      var listed = Cli.run("iou", "list", SECOND, "--as", "holder", "--rpc-url", url);
      assertThat(listed.out()).contains("has no unsettled IOUs as holder");
    }
  }

  private void eventsAreFollowedAndProved(String url) {
    var followed =
        Cli.run("events", "--name", "Issued", "--limit", "1", "--json", "--rpc-url", url);
    assertThat(followed.err()).isEmpty();
    String sequence = followed.json().path("sequence").asString();
    String file = directory.resolve("proof.json").toString();
    String genesis;
    try (var client = new RpcClient(URI.create(url))) {
      genesis = client.call("althing_nodeInfo").path("genesisHash").asString();
    }
    var proved =
        Cli.run(
            "proof",
            "verify",
            "--event",
            sequence,
            "--genesis-hash",
            genesis,
            "--save",
            file,
            "--rpc-url",
            url);
    assertThat(proved.err()).isEmpty();
    assertThat(proved.out()).startsWith("verified: event " + sequence + " (Issued) is in the log");
    assertThat(Cli.run("proof", "verify", file, "--genesis-hash", genesis).exitCode()).isZero();

    assertThat(Cli.run("proof", "verify", "--state", "0xff", "--rpc-url", url).out())
        .contains("key 0xff has no value");
  }

  @Test
  void what_a_devnet_cannot_do_is_said_in_words() {
    assertThat(Cli.run("devnet", "--validators", "17").err())
        .contains("--validators 17: a devnet has 1 to 16");
    assertThat(Cli.run("devnet", "--engine", "single", "--validators", "4").err())
        .contains(
            "--engine single --validators 4: single is for one validator, pbft and raft for more");
    assertThat(Cli.run("devnet", "--engine", "raft", "--validators", "1").err())
        .contains("--engine raft --validators 1: single is for one validator");
    assertThat(Cli.run("devnet", "--epoch-seconds", "0").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
