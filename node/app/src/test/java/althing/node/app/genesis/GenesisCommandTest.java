package althing.node.app.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.Cli;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenesisCommandTest {

  private static final String ACCOUNT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
  private static final String NODE_KEY =
      "0x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

  @TempDir Path directory;

  @Test
  void a_file_is_created_checked_and_hashed() {
    var created = create("genesis.json", "--account", ACCOUNT + "=12.5", "--json");
    assertThat(created.err()).isEmpty();
    assertThat(created.json().path("supply").asString()).isEqualTo("12.5");

    String file = directory.resolve("genesis.json").toString();
    var checked = Cli.run("genesis", "check", file, "--json").json();
    assertThat(checked).isEqualTo(created.json());
    assertThat(Cli.run("genesis", "hash", file).out().strip())
        .isEqualTo(created.json().path("hash").asString());
  }

  @Test
  void a_node_key_takes_its_seat_with_a_proof() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    String key = directory.resolve("node-key.json").toString();
    assertThat(Cli.run("keys", "new-node", key, "--password-file", password.toString()).err())
        .isEmpty();

    var created =
        Cli.run(
            "genesis",
            "create",
            directory.resolve("genesis.json").toString(),
            "--chain-id=7",
            "--node-key=" + key,
            "--validator-account=" + ACCOUNT,
            "--password-file=" + password);

    assertThat(created.err()).isEmpty();
    assertThat(Files.readString(directory.resolve("genesis.json"))).contains("proofOfPossession");
  }

  @Test
  void a_wrong_field_is_named_and_no_file_is_written() {
    var result = create("genesis.json", "--parameter", "epochMillis=0");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("parameters.epochMillis: 0 is not from 1000");
    assertThat(directory.resolve("genesis.json")).doesNotExist();
  }

  @Test
  void a_damaged_file_is_named_with_its_field() throws IOException {
    create("genesis.json");
    Path file = directory.resolve("genesis.json");
    Files.writeString(file, Files.readString(file).replace("\"chainId\": 7", "\"chainId\": -7"));

    var result = Cli.run("genesis", "check", file.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains(file.toString()).contains("chainId");
  }

  @Test
  void an_existing_file_is_not_replaced() throws IOException {
    Path file = Files.writeString(directory.resolve("genesis.json"), "precious");
    assertThat(create("genesis.json").exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(file).hasContent("precious");
  }

  private Cli.Result create(String name, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "genesis",
                "create",
                directory.resolve(name).toString(),
                "--chain-id=7",
                "--validator=" + ACCOUNT + "," + NODE_KEY));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(String[]::new));
  }
}
