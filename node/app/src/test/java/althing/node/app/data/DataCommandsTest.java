package althing.node.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.key.NodeKey;
import althing.ledger.block.HeaderCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.Cli;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code verify}, {@code inspect}, {@code export} and {@code import} on a chain of three blocks.
 */
class DataCommandsTest {

  private static final int BLOCKS = 3;

  @TempDir static Path shared;
  @TempDir Path directory;

  private static final NodeKey STRANGER = NodeKey.of(new byte[32]);
  private static final String WRONG_SIGNATURE =
      "signature of signer 0 (%s) is wrong".formatted(SampleChain.node().publicKey());

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
        .contains("certificates    3 are right from genesis 0x")
        .contains("engine single: they rest on the one validator alone")
        .contains("fold replay     agrees")
        .contains("full replay     agrees");
  }

  @Test
  void verify_holds_the_certificates_against_the_genesis_that_is_named() {
    var json = Cli.run("verify", "--json", "--data-dir", chain.toString()).json();
    assertThat(json.at("/certificates/checked").asInt()).isEqualTo(BLOCKS);
    assertThat(json.at("/certificates/genesisTrusted").asBoolean()).isFalse();
    String genesis = json.at("/certificates/genesis").asString();

    var named =
        Cli.run("verify", "--genesis-hash", genesis, "--json", "--data-dir", chain.toString());
    assertThat(named.json().at("/certificates/genesisTrusted").asBoolean()).isTrue();
    var other = "0x" + "11".repeat(32);
    var foreign = Cli.run("verify", "--genesis-hash", other, "--data-dir", chain.toString());
    assertThat(foreign.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(foreign.err()).contains("block 0 is " + genesis + ", not the trusted " + other);
  }

  @Test
  void verify_names_the_first_block_that_the_validator_did_not_sign() {
    Path forged = directory.resolve("forged");
    SampleChain.write(forged, 2, 1, STRANGER);

    var result = Cli.run("verify", "--data-dir", forged.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains("block 1: " + WRONG_SIGNATURE);

    var without = Cli.run("verify", "--no-certificates", "--data-dir", forged.toString());
    assertThat(without.exitCode()).isZero();
    assertThat(without.out()).doesNotContain("certificates ");
  }

  /** Each way to spoil the certificate of block 2, and what is said of it. */
  static Stream<Arguments> forgeries() {
    return Stream.of(
        forgery(
            "no signature of anybody",
            WRONG_SIGNATURE,
            (genesis, block) -> SampleChain.certificate(genesis, 2, block, 0, STRANGER)),
        forgery(
            "of another chain",
            WRONG_SIGNATURE,
            (_, block) -> SampleChain.certificate(Hash.ZERO, 2, block, 0, SampleChain.node())),
        forgery(
            "a foreign signer",
            "signer 1 is not of the set of 1",
            (genesis, block) -> SampleChain.certificate(genesis, 2, block, 1, STRANGER)),
        forgery(
            "a repeated signer",
            "certificate, offset 125: signer 0 a second time",
            (genesis, block) -> {
              Bytes good = SampleChain.certificate(genesis, 2, block, 0, SampleChain.node());
              byte[] twice = good.concat(good.slice(59, good.size())).toArray();
              twice[58] = 2;
              return Bytes.wrap(twice);
            }),
        forgery(
            "another height",
            "certificate is of height 1",
            (genesis, block) -> SampleChain.certificate(genesis, 1, block, 0, SampleChain.node())),
        forgery(
            "another block",
            "certificate is of block " + Hash.ZERO,
            (genesis, _) -> SampleChain.certificate(genesis, 2, Hash.ZERO, 0, SampleChain.node())),
        forgery(
            "no certificate at all",
            "certificate, offset 1: ends early",
            (_, _) -> Bytes.of((byte) 1)));
  }

  private static Arguments forgery(String name, String reason, Forger forge) {
    return Arguments.of(name, reason, forge);
  }

  /** Makes a certificate from the genesis block's hash and the block's own. */
  private interface Forger {
    Bytes forge(Hash genesis, Hash block);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void a_forged_certificate_is_refused_and_its_block_is_not_stored(
      String name, String reason, Forger forge) throws IOException {
    Path copy = directory.resolve("copy");
    Path file =
        recertified(entry ->
            entry.header().height() == 2
                ? forge.forge(genesisBlock(), HeaderCodec.hash(entry.header()))
                : entry.certificate());

    var result = Cli.run("import", file.toString(), "--data-dir", copy.toString());
    assertThat(result.exitCode()).as(name).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains("block 2: " + reason);
    try (var imported = DataDirectory.openExisting(copy)) {
      assertThat(imported.chain().headHeight()).isLessThan(2);
    }
  }

  @Test
  void a_block_may_be_final_by_its_descendant_but_the_last_must_be_signed() throws IOException {
    Path file =
        recertified(entry -> entry.header().height() < 3 ? Bytes.EMPTY : entry.certificate());
    Path copy = directory.resolve("copy");
    assertThat(Cli.run("import", file.toString(), "--data-dir", copy.toString()).exitCode())
        .isZero();
    assertThat(
            Cli.run("verify", "--json", "--data-dir", copy.toString())
                .json()
                .at("/certificates/checked")
                .asInt())
        .isEqualTo(1);

    Files.delete(file);
    Path unsigned =
        recertified(entry -> entry.header().height() > 1 ? Bytes.EMPTY : entry.certificate());
    Path other = directory.resolve("other");
    var refused = Cli.run("import", unsigned.toString(), "--data-dir", other.toString());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(refused.err()).contains("block 2: no certificate");
    try (var imported = DataDirectory.openExisting(other)) {
      assertThat(imported.chain().headHeight()).isLessThan(2);
    }
  }

  @Test
  void an_import_of_another_chain_than_the_trusted_one_writes_nothing() throws IOException {
    Path file = recertified(LogFile.Entry::certificate);
    Path copy = directory.resolve("copy");
    String other = "0x" + "11".repeat(32);
    var result =
        Cli.run("import", file.toString(), "--genesis-hash", other, "--data-dir", copy.toString());
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains("not the trusted " + other);
    assertThat(copy).doesNotExist();

    var trusted =
        Cli.run(
            "import",
            file.toString(),
            "--genesis-hash",
            genesisBlock().toHex(),
            "--json",
            "--data-dir",
            copy.toString());
    assertThat(trusted.err()).isEmpty();
    assertThat(trusted.json().path("genesisTrusted").asBoolean()).isTrue();
    assertThat(trusted.json().path("engine").asString()).isEqualTo("single");
  }

  private static Hash genesisBlock() {
    try (var opened = DataDirectory.openExisting(chain)) {
      return opened.chain().genesisHash().orElseThrow();
    }
  }

  /** The chain's export with other certificates, whole in every other respect. */
  private Path recertified(Function<LogFile.Entry, Bytes> certificates) throws IOException {
    Path original = directory.resolve("original");
    if (!Files.exists(original)) {
      Cli.run("export", original.toString(), "--data-dir", chain.toString());
    }
    Path file = directory.resolve("recertified");
    try (var in = new LogFile.Reader(original);
        var out = new LogFile.Writer(file)) {
      for (var next = in.next(); next.isPresent(); next = in.next()) {
        var entry = next.get();
        out.write(
            new LogFile.Entry(
                entry.header(), entry.body(), certificates.apply(entry), entry.events()));
      }
    }
    return file;
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
