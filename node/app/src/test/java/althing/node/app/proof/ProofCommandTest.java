package althing.node.app.proof;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.Cli;
import althing.node.app.ExitCode;
import althing.node.app.client.RpcClient;
import althing.node.app.run.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code althing proof verify} on files that a node wrote which is gone by now. */
class ProofCommandTest {

  private static final String SECOND = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

  @TempDir static Path directory;
  private static String genesis = "";
  private static String otherCertificate = "";

  @BeforeAll
  static void saveProofs() {
    try (var node = NodeProcess.devnet(directory.resolve("data"))) {
      String url = node.rpcUrl().toString();
      for (int i = 0; i < 2; i++) {
        Cli.run("send", SECOND, "1", "--dev", "0", "--rpc-url", url);
      }
      save(url, "event", "--event", "0");
      save(url, "log", "--since", "3");
      save(url, "state", "--state", "0x0163");
      try (var client = new RpcClient(node.rpcUrl())) {
        genesis = client.call("althing_nodeInfo").path("genesisHash").asString();
        otherCertificate =
            client
                .call("althing_getProof", "0x0163", "0x1")
                .at("/finality/block/certificate")
                .asString();
      }
      assertThat(node.terminate()).isZero();
    }
  }

  private static void save(String url, String name, String... what) {
    var arguments =
        new ArrayList<>(
            List.of("proof", "verify", "--rpc-url", url, "--save", file(name).toString()));
    arguments.addAll(List.of(what));
    assertThat(Cli.run(arguments.toArray(String[]::new)).exitCode()).isEqualTo(ExitCode.UNSIGNED);
  }

  private static Path file(String name) {
    return directory.resolve(name + ".json");
  }

  private static Cli.Result verify(Path file, String... options) {
    var arguments = new ArrayList<>(List.of("proof", "verify", file.toString()));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "log", "state"})
  void a_proof_is_checked_from_its_root_to_the_genesis_that_is_named(String kind) {
    var result = verify(file(kind), "--genesis-hash", genesis);
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("verified: ")
        .contains("root         in the header of block ")
        .contains("1 of 1 validators signed, 1 needed")
        .contains(genesis + ", which you trust")
        .contains("engine       single: it rests on the one validator alone");

    var json = verify(file(kind), "--genesis-hash", genesis, "--json").json();
    assertThat(json.path("verified").asBoolean()).isTrue();
    assertThat(json.at("/signatures/genesisTrusted").asBoolean()).isTrue();
    assertThat(json.at("/signatures/signed").asInt()).isEqualTo(1);
  }

  @Test
  void without_a_genesis_that_is_trusted_it_is_only_whole() {
    var result = verify(file("event"), "--json");
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNSIGNED);
    assertThat(result.err()).contains("name the genesis with --genesis or --genesis-hash");
    assertThat(result.json().path("verified").asBoolean()).isFalse();
    assertThat(result.json().at("/signatures/genesis").asString()).isEqualTo(genesis);
  }

  @Test
  void a_trusted_root_needs_no_signatures() {
    JsonNode proof = read(file("event"));
    String root = proof.path("root").asString();
    assertThat(verify(file("event"), "--root", root).exitCode()).isZero();
    Path bare = changed("event", all -> all.remove("finality"));
    assertThat(verify(bare, "--root", root).exitCode()).isZero();
    var other = verify(file("event"), "--root", "0x" + "11".repeat(32));
    assertThat(other.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(other.err()).contains("not for the trusted 0x1111");
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "log", "state"})
  void a_proof_that_brings_no_signatures_says_so(String kind) {
    Path bare = changed(kind, all -> all.remove("finality"));
    for (var result : List.of(verify(bare), verify(bare, "--genesis-hash", genesis))) {
      assertThat(result.exitCode()).isEqualTo(ExitCode.UNSIGNED);
      assertThat(result.out()).startsWith("whole: ");
      assertThat(result.err())
          .contains("not checked against signatures: the proof brings none along");
    }
  }

  @Test
  void another_genesis_is_refused() {
    String other = "0x" + "22".repeat(32);
    var result = verify(file("state"), "--genesis-hash", other);
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err())
        .contains(
            "the proof begins with genesis block %s, not with the trusted %s"
                .formatted(genesis, other));
  }

  @Test
  void a_forged_signature_is_refused() {
    Path forged =
        changed(
            "state",
            all -> {
              ObjectNode block = block(all);
              String certificate = block.path("certificate").asString();
              char last = certificate.charAt(certificate.length() - 1);
              block.put(
                  "certificate",
                  certificate.substring(0, certificate.length() - 1) + (last == '0' ? '1' : '0'));
            });
    assertRefused(forged, "signature of signer 0 (0x");
  }

  @Test
  void the_certificate_of_another_block_is_refused() {
    Path forged = changed("state", all -> block(all).put("certificate", otherCertificate));
    assertRefused(forged, "certificate is of height 1");
  }

  @Test
  void a_root_that_no_signed_header_carries_is_refused() {
    Path forged = changed("state", all -> all.put("height", all.path("height").asLong() + 1));
    assertRefused(forged, "does not carry root ");
  }

  @Test
  void malformed_evidence_is_named() {
    assertRefused(
        changed("state", all -> block(all).remove("certificate")),
        "malformed proof: finality: certificate: not a text");
    assertRefused(
        changed("state", all -> block(all).set("headers", JsonMapper.shared().createArrayNode())),
        "malformed proof: finality: 0 headers under a certificate");
    assertRefused(
        changed("state", all -> ((ArrayNode) block(all).path("headers")).set(0, "0xc0")),
        "malformed proof: finality: ");
    assertRefused(
        changed(
            "state", all -> block(all).set("validators", JsonMapper.shared().createArrayNode())),
        "the validators are not the set 0x");
  }

  private static void assertRefused(Path file, String reason) {
    var result = verify(file, "--genesis-hash", genesis);
    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_VERIFIED);
    assertThat(result.err()).contains(reason).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  private static ObjectNode block(ObjectNode proof) {
    return (ObjectNode) proof.at("/finality/block");
  }

  private static Path changed(String kind, Consumer<ObjectNode> change) {
    var proof = (ObjectNode) read(file(kind));
    change.accept(proof);
    Path changed = file("changed");
    try {
      Files.writeString(changed, proof.toPrettyString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return changed;
  }

  private static JsonNode read(Path file) {
    try {
      return JsonMapper.shared().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
