package althing.node.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import althing.genesis.Engine;
import althing.genesis.GenesisFile;
import althing.genesis.key.NodeKeyFile;
import althing.genesis.key.ScryptCost;
import althing.ledger.chain.Retention;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Hash;
import althing.node.app.Cli;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.devnet.DevnetGenesis;
import althing.node.app.key.DevNodes;
import althing.node.rpc.RpcConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * L1, seen from the command line: a byte flipped or an end missing in any file of a data directory,
 * in the genesis file or the key file is reported by the file's name and with what to do, and
 * nothing wrong is ever shown.
 */
class DamagedFilesTest {

  private static final long SEED = 930;
  private static final int PLACES = 2;
  private static final int PLACES_AT_NIGHT = 40;
  private static final String ADVICE = "from a backup, or import an export into a new directory";
  private static final DevnetGenesis GENESIS =
      new DevnetGenesis(1, Engine.SINGLE, 1_800_000_000_000L, 60, 5_000, 0, 0);

  @TempDir static Path shared;
  @TempDir Path temporary;

  /** What a killed node left: one life in tables, one in the write-ahead log. */
  private static Path image;

  /** What {@code verify} says of the unharmed image. */
  private static Replayed sound;

  private final Random random = new Random(SEED);

  /** The figures by which two chains are told apart. */
  private record Replayed(long height, String blockHash, String stateRoot, String eventRoot) {}

  @BeforeAll
  static void killANode() {
    image = shared.resolve("image");
    Path live = shared.resolve("live");
    try (RunningNode node = start(live)) {
      send(node, 3);
    }
    try (RunningNode node = start(live)) {
      send(node, 3);
      CopiedDirectory.of(live, image);
    }
    // A copy: closing the store moves what is in the write-ahead log into tables.
    try (var copy = CopiedDirectory.of(image, shared.resolve("copy"))) {
      sound = replayed(verify(copy.path()));
    }
    assertThat(sound.height()).isEqualTo(6);
  }

  private static void send(RunningNode node, int count) {
    for (int i = 0; i < count; i++) {
      var sent =
          Cli.run(
              "send",
              "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
              "1",
              "--dev",
              "0",
              "--rpc-url",
              node.rpc().url().toString());
      assertThat(sent.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "sst", "MANIFEST", "CURRENT", "ACKNOWLEDGED"})
  void a_flipped_byte_is_reported_by_the_name_of_the_file(String kind) throws IOException {
    flip(kind, PLACES);
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(strings = {"log", "sst", "MANIFEST", "CURRENT", "ACKNOWLEDGED"})
  void a_flipped_byte_anywhere_is_reported_by_the_name_of_the_file(String kind) throws IOException {
    flip(kind, PLACES_AT_NIGHT);
  }

  private void flip(String kind, int places) throws IOException {
    for (Path file : files(kind)) {
      for (int at : places(Files.size(file), places)) {
        int bit = 1 << random.nextInt(Byte.SIZE);
        UnaryOperator<byte[]> harm =
            content -> {
              content[at] ^= (byte) bit;
              return content;
            };
        // A length in the newest record that says too much makes the record look unfinished.
        if (!kind.equals("MANIFEST") || !isHarmless(file, "byte " + at, harm)) {
          requireReported(file, "byte " + at, harm);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "sst", "CURRENT", "ACKNOWLEDGED"})
  void a_file_cut_short_is_reported_by_its_name(String kind) throws IOException {
    cut(kind, PLACES);
  }

  @Tag("nightly")
  @ParameterizedTest
  @ValueSource(strings = {"log", "sst", "CURRENT", "ACKNOWLEDGED"})
  void a_file_cut_short_anywhere_is_reported_by_its_name(String kind) throws IOException {
    cut(kind, PLACES_AT_NIGHT);
  }

  private void cut(String kind, int places) throws IOException {
    for (Path file : files(kind)) {
      for (int size : places(Files.size(file), places)) {
        requireReported(file, "cut to " + size, content -> Arrays.copyOf(content, size));
      }
    }
  }

  @Test
  void a_manifest_cut_short_is_reported_by_its_name_or_does_no_harm() throws IOException {
    cutManifest(PLACES);
  }

  @Tag("nightly")
  @Test
  void a_manifest_cut_short_anywhere_is_reported_by_its_name_or_does_no_harm() throws IOException {
    cutManifest(PLACES_AT_NIGHT);
  }

  /**
   * A manifest is a log of changes to the set of files. One that lacks its newest changes cannot be
   * told from one to which they were never written; it is harmless exactly if the files that they
   * replaced are still there, and then everything is.
   */
  private void cutManifest(int places) throws IOException {
    int harmless = 0;
    Path file = files("MANIFEST").getFirst();
    for (int size : places(Files.size(file), places)) {
      UnaryOperator<byte[]> harm = content -> Arrays.copyOf(content, size);
      if (isHarmless(file, "cut to " + size, harm)) {
        harmless++;
      } else {
        requireReported(file, "cut to " + size, harm);
      }
    }
    assertThat(harmless).isLessThan(places);
  }

  /** Whether the damage goes unnoticed, in which case nothing is lost by it. */
  private boolean isHarmless(Path file, String damage, UnaryOperator<byte[]> harm)
      throws IOException {
    try (var copy = harmed(file, harm)) {
      var verified = verify(copy.path());
      boolean harmless = verified.exitCode() == ExitCode.OK;
      if (harmless) {
        assertThat(replayed(verified)).as("%s, seed %d", damage, SEED).isEqualTo(sound);
      }
      return harmless;
    }
  }

  /** RocksDB writes them for people and its tools; opening a store reads none of them. */
  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "IDENTITY", "LOCK"})
  void a_file_that_nobody_reads_does_no_harm(String kind) throws IOException {
    for (Path file : files(kind)) {
      try (var copy = harmed(file, content -> new byte[] {1, 2, 3})) {
        assertThat(replayed(verify(copy.path()))).isEqualTo(sound);
        try (RunningNode node = start(copy.path())) {
          assertThat(headHash(node)).isEqualTo(sound.blockHash());
        }
      }
    }
  }

  /** After a clean stop tables hold everything, and the log that was begun nothing. */
  @Test
  void a_log_whose_writes_are_all_in_tables_does_no_harm() throws IOException {
    try (var stopped = CopiedDirectory.of(image, temporary.resolve("stopped"))) {
      verify(stopped.path());
      List<Path> logs = all(stopped.path(), "log");
      assertThat(logs).isNotEmpty();
      for (Path log : logs) {
        Files.write(log, new byte[] {1, 2, 3});
      }
      assertThat(replayed(verify(stopped.path()))).isEqualTo(sound);
    }
  }

  @Test
  void a_process_on_a_damaged_directory_ends_with_3_and_says_what_to_do() throws IOException {
    Path log = files("log").getLast();
    try (var copy = harmed(log, content -> flipped(content, content.length / 2))) {
      NodeProcess.Refusal refusal = NodeProcess.refusedDevnet(copy.path());

      assertThat(refusal.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
      assertThat(refusal.errors())
          .contains(log.getFileName().toString())
          .contains("acknowledged data is lost")
          .contains("Restore " + copy.path())
          .contains(ADVICE);
    }
  }

  /** A genesis file still matters when the chain exists: it says which chain it must be. */
  @Test
  void a_damaged_genesis_file_is_named_and_the_node_does_not_start() throws IOException {
    Path key = writeKey();
    byte[] genesis = GenesisFile.write(GENESIS.genesis()).strip().getBytes(UTF_8);
    Path file = temporary.resolve("genesis.json");
    try (var copy = CopiedDirectory.of(image, temporary.resolve("data"));
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Files.write(file, genesis);
      assertThat(node(copy.path(), file, key, port).err()).contains("cannot listen on");
      for (int at : places(genesis.length, 4)) {
        Files.write(file, flipped(genesis, at));
        requireNamed(node(copy.path(), file, key, port), file);
        Files.write(file, Arrays.copyOf(genesis, at));
        requireNamed(node(copy.path(), file, key, port), file);
      }
      assertThat(replayed(verify(copy.path()))).isEqualTo(sound);
    }
  }

  private static void requireNamed(Cli.Result result, Path file) {
    assertThat(result.err()).startsWith("althing: " + file + ": ");
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
  }

  /** A changed seed and a wrong password cannot be told apart, so both are said. */
  @Test
  void a_damaged_key_file_is_named_and_the_node_does_not_start() throws IOException {
    Path key = writeKey();
    byte[] sane = Files.readString(key).strip().getBytes(UTF_8);
    try (var copy = CopiedDirectory.of(image, temporary.resolve("data"));
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(node(copy.path(), null, key, port).err()).contains("cannot listen on");
      for (int at : places(sane.length, 2)) {
        Files.write(key, flipped(sane, at));
        requireKeyNamed(node(copy.path(), null, key, port), key);
        Files.write(key, Arrays.copyOf(sane, at));
        requireKeyNamed(node(copy.path(), null, key, port), key);
      }
    }
  }

  private static void requireKeyNamed(Cli.Result result, Path key) {
    assertThat(result.err()).startsWith("althing: " + key + ": ");
    boolean asIfWrongPassword = result.err().contains("wrong password, or the file was changed");
    assertThat(result.exitCode())
        .isEqualTo(asIfWrongPassword ? ExitCode.FAILED : ExitCode.NOT_VERIFIED);
  }

  private Path writeKey() throws IOException {
    Files.writeString(temporary.resolve("password"), "correct horse\n");
    String file =
        NodeKeyFile.write(
            DevNodes.key(0),
            "correct horse".toCharArray(),
            ScryptCost.LEAST,
            count -> Arrays.copyOf(Sha256.digest(new byte[] {(byte) count}), count));
    return Files.writeString(temporary.resolve("node-key.json"), file);
  }

  private Cli.Result node(Path dataDir, Path genesis, Path key, int port) {
    var arguments =
        new ArrayList<>(
            List.of(
                "node",
                "--data-dir=" + dataDir,
                "--node-key=" + key,
                "--password-file=" + temporary.resolve("password"),
                "--rpc-port=" + port));
    if (genesis != null) {
      arguments.add("--genesis=" + genesis);
    }
    return Cli.run(arguments.toArray(String[]::new));
  }

  /**
   * {@code verify} reports the file. The node reports it too, or, where the damage is in a part of
   * a table that a start does not read, starts at the head of the sound chain; what it reads later
   * is checked block by block.
   */
  private void requireReported(Path file, String damage, UnaryOperator<byte[]> harm)
      throws IOException {
    String name = file.getFileName().toString();
    String what = "%s, %s, seed %d".formatted(name, damage, SEED);
    try (var copy = harmed(file, harm)) {
      var verified = verify(copy.path());
      assertThat(verified.err()).as(what).contains(name).contains(ADVICE);
      assertThat(verified.exitCode()).as(what).isEqualTo(ExitCode.NOT_VERIFIED);
      try (RunningNode node = start(copy.path())) {
        assertThat(name).as(what).endsWith(".sst");
        assertThat(headHash(node)).as(what).isEqualTo(sound.blockHash());
      } catch (CommandFailure e) {
        assertThat(e).as(what).hasMessageContaining(name).hasMessageContaining(ADVICE);
        assertThat(e.exitCode()).as(what).isEqualTo(ExitCode.NOT_VERIFIED);
      }
    }
  }

  private static String headHash(RunningNode node) {
    Hash hash = node.chain().chain().blockHash(sound.height()).orElseThrow();
    return hash.toHex();
  }

  private CopiedDirectory harmed(Path file, UnaryOperator<byte[]> harm) throws IOException {
    var copy = CopiedDirectory.of(image, temporary.resolve("harmed"));
    Path place = copy.path().resolve(image.relativize(file));
    Files.write(place, harm.apply(Files.readAllBytes(place)));
    return copy;
  }

  private static byte[] flipped(byte[] content, int at) {
    byte[] harmed = content.clone();
    harmed[at] ^= 1;
    return harmed;
  }

  /** So many random places, and the first and the last byte. */
  private int[] places(long size, int count) {
    return IntStream.concat(
            IntStream.of(0, (int) size - 1), random.ints(count, 0, Math.toIntExact(size)))
        .distinct()
        .sorted()
        .toArray();
  }

  /** Files of a kind that there are many of, by size: the smallest and the largest. */
  private static List<Path> files(String kind) throws IOException {
    List<Path> found = all(image, kind);
    assertThat(found).isNotEmpty();
    return found.size() <= 2 ? found : List.of(found.getFirst(), found.getLast());
  }

  private static List<Path> all(Path directory, String kind) throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().contains(kind))
          .sorted(Comparator.comparingLong(file -> file.toFile().length()))
          .toList();
    }
  }

  private static Cli.Result verify(Path directory) {
    return Cli.run("verify", "--json", "--data-dir", directory.toString());
  }

  private static Replayed replayed(Cli.Result verified) {
    assertThat(verified.err()).isEmpty();
    var json = verified.json();
    return new Replayed(
        json.path("height").asLong(),
        json.path("blockHash").asString(),
        json.path("stateRoot").asString(),
        json.path("eventRoot").asString());
  }

  private static RunningNode start(Path directory) {
    return RunningNode.start(
        new RunningNode.Setup(
            directory,
            GENESIS::genesis,
            null,
            DevNodes.key(0),
            RpcConfig.loopback(0),
            Retention.PRUNED,
            0L,
            "althing/test",
            null));
  }
}
