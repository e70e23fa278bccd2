package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.genesis.Engine;
import althing.genesis.Validator;
import althing.node.app.Cli;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.data.DataDirectory;
import althing.node.app.genesis.GenesisFiles;
import althing.node.app.key.DevAccounts;
import althing.node.app.key.DevNodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A devnet of several begins with the same block everywhere. */
class FoundingTest {

  private static final DevnetGenesis THREE =
      new DevnetGenesis(3, Engine.PBFT, 1_800_000_000_000L, 60, 5_000, 5, 5);
  private static final List<Integer> PORTS = List.of(1, 2, 3);

  @TempDir Path temporary;

  private DevnetLayout layout;

  @BeforeEach
  void layOut() {
    layout = new DevnetLayout(temporary.resolve("devnet"));
  }

  private String headOf(int node) {
    try (var directory = DataDirectory.openExisting(layout.node(node))) {
      return directory.chain().blockHash(0).orElseThrow().toHex();
    }
  }

  @Test
  void every_node_has_block_0_of_the_genesis_file() {
    DevnetPlan plan = new Founding(layout).found(THREE, PORTS, List.of());
    assertThat(plan).isEqualTo(new DevnetPlan(3, 60, PORTS, List.of()));
    assertThat(DevnetPlan.read(layout.plan())).isEqualTo(plan);
    assertThat(layout.founding()).doesNotExist();
    assertThat(IntStream.range(0, 3).mapToObj(this::headOf).distinct()).hasSize(1);
    String block0 =
        Cli.run("genesis", "hash", "--block", layout.genesis().toString()).out().strip();
    assertThat(headOf(2)).isEqualTo(block0);
    assertThat(Cli.run("inspect", "--data-dir", layout.directory().toString()).exitCode()).isZero();
  }

  @Test
  void the_validators_have_their_keys_accounts_and_proofs() {
    new Founding(layout).found(THREE, PORTS, List.of());
    var genesis = GenesisFiles.read(layout.genesis());
    assertThat(genesis.engine()).isEqualTo(Engine.PBFT);
    assertThat(genesis.accounts()).hasSize(20);
    for (int node = 0; node < 3; node++) {
      Validator seat = genesis.validators().get(node);
      assertThat(seat.account()).isEqualTo(DevAccounts.first(11 + node).getLast().address());
      assertThat(seat.nodeKey()).isEqualTo(DevNodes.key(node).publicKey());
      assertThat(seat.isProved(genesis.chainId())).isTrue();
    }
  }

  /** The chain of one validator stays the one that it was. */
  @Test
  void one_validator_agrees_with_itself_and_proves_nothing() {
    var genesis =
        new DevnetGenesis(1, Engine.SINGLE, 1_800_000_000_000L, 60, 5_000, 0, 0).genesis();
    assertThat(genesis.engine()).isEqualTo(Engine.SINGLE);
    assertThat(genesis.validators().getFirst().proof().isEmpty()).isTrue();
  }

  @Test
  void a_founding_that_was_broken_off_is_begun_again() throws IOException {
    Files.createDirectories(layout.node(5).resolve("db"));
    Files.createDirectories(layout.node(0).resolve("db"));
    Files.writeString(layout.node(0).resolve("db/CURRENT"), "half of it");
    Files.writeString(layout.founding(), "");
    new Founding(layout).found(THREE, PORTS, List.of());
    assertThat(layout.node(5)).doesNotExist();
    assertThat(headOf(0)).isEqualTo(headOf(1));
  }

  @Test
  void a_fresh_start_throws_a_devnet_away_and_nothing_else() throws IOException {
    Files.createDirectories(layout.directory());
    Path letter = Files.writeString(layout.directory().resolve("letter"), "dear");
    assertThatThrownBy(() -> DevnetFiles.throwAway(layout))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("holds no chain, so --fresh does not delete it");
    assertThat(letter).exists();

    Files.delete(letter);
    new Founding(layout).found(THREE, PORTS, List.of());
    try (var used = DataDirectory.openExisting(layout.node(1))) {
      assertThatThrownBy(() -> DevnetFiles.throwAway(layout))
          .hasMessageContaining("node-1 is in use");
      assertThat(used.chain().blockHash(0)).isPresent();
    }
    DevnetFiles.throwAway(layout);
    assertThat(layout.directory()).doesNotExist();
  }

  @Test
  void what_is_there_must_be_what_is_asked_for() {
    new Founding(layout).found(THREE, PORTS, List.of());
    String directory = layout.directory().toString();
    var other = Cli.run("devnet", "--validators", "4", "--data-dir", directory);
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("has 3 validators: leave --validators out");
    assertThat(Cli.run("devnet", "--engine", "single", "--data-dir", directory).err())
        .contains("has 3 validators");
    assertThat(Cli.run("devnet", "--epoch-seconds", "7", "--data-dir", directory).err())
        .contains("has epochs of 60 s");
    var one = Cli.run("devnet", "--data-dir", layout.node(0).toString());
    assertThat(one.err()).contains("has one validator: say --validators 1");
  }

  @Test
  void a_damaged_plan_is_named_by_field() throws IOException {
    Files.createDirectories(layout.directory());
    Files.writeString(layout.plan(), "{\"validators\":1,\"epochSeconds\":60,\"p2pPorts\":[1]}");
    var refused = Cli.run("devnet", "--data-dir", layout.directory().toString());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(refused.err()).contains("devnet.json", "validators: 2 to 16");
  }

  @Test
  void free_ports_differ_and_a_taken_one_is_replaced() throws IOException {
    List<Integer> ports = LoopbackPorts.free(List.of(0, 0, 0));
    assertThat(new HashSet<>(ports)).hasSize(3).doesNotContain(0);
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Integer> others = LoopbackPorts.free(List.of(taken.getLocalPort()));
      assertThat(others).hasSize(1).doesNotContain(taken.getLocalPort());
    }
  }
}
