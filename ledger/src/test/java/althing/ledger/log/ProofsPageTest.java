package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.crypto.Ed25519;
import althing.ledger.state.StateProof;
import althing.ledger.state.StateProofCodec;
import althing.ledger.state.StateTree;
import althing.ledger.state.StateUpdate;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The worked examples of docs/proofs.md: what the page prints is what the code gives. */
class ProofsPageTest {

  private static final List<Bytes> ENTRIES =
      List.of(Bytes.utf8("one"), Bytes.utf8("two"), Bytes.utf8("three"));

  private static final Map<Bytes, Bytes> STATE =
      Map.of(
          Bytes.utf8("a"), Bytes.utf8("1"),
          Bytes.utf8("b"), Bytes.utf8("2"),
          Bytes.utf8("c"), Bytes.utf8("3"));

  @Test
  void the_page_prints_what_the_code_gives() throws IOException {
    Path page = Path.of(System.getProperty("althing.root", ".."), "docs", "proofs.md");
    var examples = new LinkedHashMap<String, String>();
    eventTree(examples);
    stateTree(examples);
    checkpoint(examples);

    assertThat(printed(Files.readString(page))).containsExactlyEntriesOf(examples);
  }

  private static void eventTree(Map<String, String> examples) {
    Map<TilePath, Bytes> tiles = new HashMap<>();
    LogUpdate update = EventTree.append(EventTree.empty(), ENTRIES);
    update
        .tiles()
        .forEach(tile -> tiles.put(new TilePath(tile.level(), tile.index(), 256), tile.hashes()));
    var prover =
        new EventProver(
            (level, index) -> Optional.ofNullable(tiles.get(new TilePath(level, index, 256))), 3);
    Hash leaf = MerkleHash.leaf(ENTRIES.get(1));
    List<Hash> inclusion = prover.inclusion(1, 3);
    List<Hash> consistency = prover.consistency(2, 3);
    assertThat(EventProofs.verifyInclusion(leaf, 1, 3, inclusion, prover.rootAt(3))).isTrue();
    assertThat(EventProofs.verifyConsistency(2, prover.rootAt(2), 3, prover.rootAt(3), consistency))
        .isTrue();

    for (int i = 0; i < 3; i++) {
      examples.put("leaf " + i, hex(MerkleHash.leaf(ENTRIES.get(i)).toBytes()));
    }
    for (int size = 0; size <= 3; size++) {
      examples.put("root of " + size, hex(prover.rootAt(size).toBytes()));
    }
    examples.put("inclusion of 1 in 3", hashes(inclusion));
    examples.put("consistency of 2 with 3", hashes(consistency));
    examples.put(TilePath.ofEntries(0, 3) + " holds", hex(EntryBundle.encode(ENTRIES)));
  }

  private static void stateTree(Map<String, String> examples) {
    var tree = new StateTree(keys -> List.of(), 0);
    StateUpdate update = tree.apply(StateTree.empty(), 0, STATE::forEach);
    Hash root = update.root().hash();
    examples.put("state root", hex(root.toBytes()));
    for (String key : List.of("b", "d", "e")) {
      StateProof proof = prove(update, Bytes.utf8(key));
      Bytes value = STATE.get(Bytes.utf8(key));
      assertThat(
              value == null
                  ? proof.provesAbsence(root, Bytes.utf8(key))
                  : proof.provesPresence(root, Bytes.utf8(key), value))
          .isTrue();
      examples.put("proof of " + key, hex(StateProofCodec.encode(proof)));
    }
    examples.put("page", hex(update.nodes().getLast().bytes()));
  }

  private static StateProof prove(StateUpdate update, Bytes key) {
    Map<Bytes, Bytes> nodes = new HashMap<>();
    update.nodes().forEach(node -> nodes.put(node.key().encoded(), node.bytes()));
    return StateTree.prove(
            keys -> keys.stream().map(it -> nodes.get(it.encoded())).toList(), update.root(), key)
        .orElseThrow();
  }

  private static void checkpoint(Map<String, String> examples) {
    byte[] seed = new byte[32];
    seed[31] = 1;
    var key = new VerifierKey("althing.example/930", Bytes.wrap(Ed25519.publicKey(seed)));
    Hash root = EventTree.append(EventTree.empty(), ENTRIES).version().root();
    String text = new Checkpoint("althing.example/930", 3, root).text();
    SignedNote note = SignedNote.sign(text, key, message -> Ed25519.sign(seed, message));
    examples.put("verifier key", key.text());
    String[] lines = note.encode().split("\n", -1);
    for (int line = 0; line < lines.length - 1; line++) {
      examples.put("line " + (line + 1), lines[line]);
    }
  }

  /** {@code name = value} lines of the page's text blocks; indented lines go on with the last. */
  private static Map<String, String> printed(String page) {
    var printed = new LinkedHashMap<String, String>();
    boolean inBlock = false;
    String name = "";
    for (String line : page.lines().toList()) {
      if (line.startsWith("```")) {
        inBlock = line.equals("```text");
      } else if (inBlock && line.startsWith("  ")) {
        printed.merge(name, line.strip(), String::concat);
      } else if (inBlock) {
        int equals = line.indexOf(" = ");
        name = equals < 0 ? line.replaceFirst(" =$", "") : line.substring(0, equals);
        printed.put(name, equals < 0 ? "" : line.substring(equals + 3));
      }
    }
    return printed;
  }

  private static String hashes(List<Hash> hashes) {
    return hashes.stream().map(hash -> hex(hash.toBytes())).collect(Collectors.joining());
  }

  private static String hex(Bytes bytes) {
    return bytes.toHex().substring(2);
  }
}
