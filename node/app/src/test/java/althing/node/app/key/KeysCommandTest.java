package althing.node.app.key;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.AccountKey;
import althing.node.app.Cli;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

  private static final String FIRST = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
  private static final String FIRST_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  @TempDir Path directory;
  private Path password;

  @BeforeEach
  void writePassword() throws IOException {
    password = Files.writeString(directory.resolve("password"), "correct horse\n");
  }

  @Test
  void the_accounts_of_a_devnet_are_those_every_developer_knows() {
    assertThat(DevAccounts.first(2).stream().map(AccountKey::address).map(Object::toString))
        .containsExactly(FIRST, "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    assertThat(Cli.run("keys", "address", "--dev", "0").out().strip()).isEqualTo(FIRST);
  }

  @Test
  void a_key_goes_into_the_keystore_and_comes_out_again() throws IOException {
    Path words = Files.writeString(directory.resolve("words"), DevAccounts.MNEMONIC);
    var imported = keys("import", "--mnemonic-file", words.toString(), "--json");
    assertThat(imported.err()).isEmpty();
    assertThat(imported.json().path("address").asString()).isEqualTo(FIRST);
    Path file = Path.of(imported.json().path("file").asString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).doesNotContain(FIRST_KEY.substring(2));

    assertThat(Cli.run("keys", "list", "--keystore", store()).out().strip()).isEqualTo(FIRST);
    assertThat(keys("export", "--from", FIRST).out().strip()).isEqualTo(FIRST_KEY);

    var again = keys("import", "--mnemonic-file", words.toString());
    assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("there is a key file of this account already");

    Files.writeString(password, "wrong\n");
    var wrong = keys("export", "--from", FIRST);
    assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(wrong.err()).contains("wrong password").doesNotContain("\tat ");
  }

  @Test
  void a_new_key_comes_with_words_that_make_it_again() throws IOException {
    var made = keys("new", "--mnemonic", "--json").json();
    Path words = Files.writeString(directory.resolve("words"), made.path("mnemonic").asString());
    Files.delete(Path.of(made.path("file").asString()));

    var again = keys("import", "--mnemonic-file", words.toString(), "--json").json();
    assertThat(again.path("address")).isEqualTo(made.path("address"));
  }

  /** The signature that ethers 6 makes with {@code wallet.signMessage("hello")}. */
  @Test
  void a_message_is_signed_as_wallets_do() {
    assertThat(Cli.run("keys", "sign-message", "hello", "--dev", "0").out().strip())
        .isEqualTo(
            "0xf16ea9a3478698f695fd1401bfe27e9e4a7e8e3da94aa72b021125e31fa899cc"
                + "573c48ea3fe1d4ab61a9db10c19032026e3ed2dbccba5a178235ac27f94504311c");
  }

  @Test
  void a_node_key_claims_a_seat_that_a_genesis_file_of_several_takes() throws IOException {
    String file = directory.resolve("node.key").toString();
    keys("new-node", file);
    var claimed = keys("seat", file, "--chain-id", "77", "--validator-account", FIRST);
    assertThat(claimed.err()).isEmpty();
    String seat = claimed.out().strip();
    String[] words = {
      "genesis",
      "create",
      directory.resolve("genesis.json").toString(),
      "--engine",
      "pbft",
      "--validator",
      seat,
      "--chain-id",
      "77"
    };
    var made = Cli.run(words);
    assertThat(made.exitCode()).isZero();

    words[words.length - 1] = "78";
    words[2] = directory.resolve("other.json").toString();
    var elsewhere = Cli.run(words);
    assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(elsewhere.err()).contains("validators[0].proofOfPossession: not the node key's");
  }

  @Test
  void without_a_terminal_a_password_file_is_asked_for() {
    var result = Cli.run("keys", "new", "--keystore", store());
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--password-file");
    assertThat(Path.of(store())).doesNotExist();
  }

  @Test
  void nobody_or_two_to_sign_is_refused() {
    assertThat(Cli.run("keys", "address").err()).contains("name who signs with one of");
    assertThat(Cli.run("keys", "address", "--dev", "0", "--from", FIRST).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  private String store() {
    return directory.resolve("keystore").toString();
  }

  private Cli.Result keys(String command, String... more) {
    var arguments = new ArrayList<>(List.of("keys", command));
    arguments.addAll(List.of(more));
    if (!command.equals("new-node") && !command.equals("seat")) {
      arguments.addAll(List.of("--keystore", store()));
    }
    arguments.addAll(List.of("--password-file", password.toString()));
    return Cli.run(arguments.toArray(String[]::new));
  }
}
