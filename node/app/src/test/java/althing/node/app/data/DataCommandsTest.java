package althing.node.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.Cli;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code verify}, {@code inspect}, {@code export} and {@code import} on a chain of three blocks.
 */
class DataCommandsTest {

  private static final int BLOCKS = 3;

  @TempDir static Path shared;
  @TempDir Path directory;

  private static Path chain;

  @BeforeAll
  static void writeChain() {
    chain = shared.resolve("chain");
    SampleChain.write(chain, BLOCKS, 40);
  }

  @Test
  void verify_finds_both_replays_agreeing_and_says_how_fast_they_were() {
    var result = Cli.run("verify", "--json", "--data-dir", chain.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    var json = result.json();
    assertThat(json.path("verified").asBoolean()).isTrue();
    assertThat(json.path("chainId").asLong()).isEqualTo(SampleChain.CHAIN_ID);
    assertThat(json.path("height").asLong()).isEqualTo(BLOCKS);
    assertThat(json.path("transactions").asLong()).isEqualTo(120);
    assertThat(json.path("fold").path("eventsPerSecond").asLong()).isPositive();
    assertThat(json.path("full").path("eventsPerSecond").asLong()).isPositive();
  }

  @Test
  void verify_tells_people_the_same() {
    var result = Cli.run("verify", "--data-dir", chain.toString());
    assertThat(result.out())
        .contains("chain 4711")
        .contains("conservation    holds")
        .contains("fold replay     agrees")
        .contains("full replay     agrees");
  }

  @Test
  void inspect_shows_the_chain_and_a_block() {
    var whole = Cli.run("inspect", "--json", "--data-dir", chain.toString()).json();
    assertThat(whole.path("height").asLong()).isEqualTo(BLOCKS);
    assertThat(whole.path("bytes").isObject()).isTrue();

    var block = Cli.run("inspect", "--json", "--block", "2", "--data-dir", chain.toString()).json();
    assertThat(block.path("transactions").size()).isEqualTo(40);
    assertThat(block.path("events").get(0).path("event").asString()).startsWith("BlockStarted");
  }

  @Test
  void inspect_names_the_head_when_asked_for_more() {
    var result = Cli.run("inspect", "--block", "99", "--data-dir", chain.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("no block at height 99: the head is at 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "log.gz"})
  void an_exported_log_becomes_the_same_chain_elsewhere(String name) {
    Path file = directory.resolve(name);
    Path copy = directory.resolve("copy");
    assertThat(Cli.run("export", file.toString(), "--data-dir", chain.toString()).exitCode())
        .isZero();
    assertThat(Cli.run("import", file.toString(), "--data-dir", copy.toString()).exitCode())
        .isZero();

    var original = Cli.run("verify", "--json", "--data-dir", chain.toString()).json();
    var imported = Cli.run("verify", "--json", "--data-dir", copy.toString()).json();
    for (String field : new String[] {"blockHash", "stateRoot", "eventRoot", "events"}) {
      assertThat(imported.path(field)).isEqualTo(original.path(field));
    }
  }

  /** L1: a byte flipped or an end missing is noticed wherever it is, and nothing half is left. */
  @ParameterizedTest
  @ValueSource(ints = {20, 700, 5_000})
  void a_changed_export_is_refused(int offset) throws IOException {
    Path file = directory.resolve("log");
    Cli.run("export", file.toString(), "--data-dir", chain.toString());
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] ^= 1;
    Files.write(file, bytes);

    var result =
        Cli.run("import", file.toString(), "--data-dir", directory.resolve("copy").toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains("block ").doesNotContain("\tat ");
  }

  @Test
  void a_cut_export_is_refused() throws IOException {
    Path file = directory.resolve("log");
    Cli.run("export", file.toString(), "--data-dir", chain.toString());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));

    var result =
        Cli.run("import", file.toString(), "--data-dir", directory.resolve("copy").toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains("the digest at the end does not fit the blocks");
  }

  @Test
  void neither_export_nor_import_overwrites() {
    var onto = Cli.run("export", chain.resolve("db").toString(), "--data-dir", chain.toString());
    assertThat(onto.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(onto.err()).contains("exists already");

    var into = Cli.run("import", "any", "--data-dir", chain.toString());
    assertThat(into.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(into.err()).contains("is not empty");
  }

  @Test
  void a_directory_without_a_chain_is_named_and_left_alone() throws IOException {
    var result = Cli.run("verify", "--data-dir", directory.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("no chain in " + directory);
    try (var entries = Files.list(directory)) {
      assertThat(entries).isEmpty();
    }
  }
}
