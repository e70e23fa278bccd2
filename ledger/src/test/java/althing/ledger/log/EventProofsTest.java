package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Inclusion and consistency: proofs made from tiles, and the verifiers (L7). */
class EventProofsTest {

  private static final int SIZE = 300;
  private static final Map<List<Long>, Bytes> TILES = new HashMap<>();
  private static final ReferenceLog REFERENCE = new ReferenceLog();
  private static final EventProver PROVER = new EventProver(EventProofsTest::read, SIZE);

  @BeforeAll
  static void grow() {
    EventTree.append(EventTree.empty(), EventTreeTest.entries(0, SIZE))
        .tiles()
        .forEach(tile -> TILES.put(List.of((long) tile.level(), tile.index()), tile.hashes()));
    for (int i = 0; i < SIZE; i++) {
      REFERENCE.add(EventTreeTest.entry(i).toArray());
    }
  }

  private static Optional<Bytes> read(int level, long index) {
    return Optional.ofNullable(TILES.get(List.of((long) level, index)));
  }

  @Test
  void every_entry_is_proved_to_be_in_every_log_that_has_it_and_no_node_may_differ() {
    for (int size = 0; size <= SIZE; size++) {
      Hash root = REFERENCE.root(0, size);
      assertThat(PROVER.rootAt(size)).isEqualTo(root);
      assertThat(size == SIZE || PROVER.leafHash(size).equals(REFERENCE.root(size, size + 1)))
          .isTrue();
      for (int index = 0; index < size; index++) {
        List<Hash> proof = REFERENCE.path(index, 0, size);
        Hash leaf = REFERENCE.root(index, index + 1);
        if (isSampled(index, size)) {
          assertThat(PROVER.inclusion(index, size)).isEqualTo(proof);
        }
        int at = index;
        int of = size;
        assertOnly(proof, it -> EventProofs.verifyInclusion(leaf, at, of, it, root));
        assertThat(EventProofs.verifyInclusion(corrupt(leaf), at, of, proof, root)).isFalse();
        assertThat(EventProofs.verifyInclusion(leaf, at, of, proof, corrupt(root))).isFalse();
        assertThat(EventProofs.verifyInclusion(leaf, at + 1, of, proof, root)).isFalse();
      }
    }
  }

  @Test
  void every_log_is_proved_to_start_with_every_shorter_one_and_no_node_may_differ() {
    for (int newSize = 1; newSize <= SIZE; newSize++) {
      Hash newRoot = REFERENCE.root(0, newSize);
      for (int oldSize = 1; oldSize <= newSize; oldSize++) {
        List<Hash> proof = REFERENCE.subproof(oldSize, 0, newSize, true);
        Hash oldRoot = REFERENCE.root(0, oldSize);
        if (isSampled(oldSize, newSize)) {
          assertThat(PROVER.consistency(oldSize, newSize)).isEqualTo(proof);
        }
        int m = oldSize;
        int n = newSize;
        assertOnly(proof, it -> EventProofs.verifyConsistency(m, oldRoot, n, newRoot, it));
        assertThat(EventProofs.verifyConsistency(m, corrupt(oldRoot), n, newRoot, proof)).isFalse();
        assertThat(EventProofs.verifyConsistency(m, oldRoot, n, corrupt(newRoot), proof)).isFalse();
        assertThat(EventProofs.verifyConsistency(m - 1, oldRoot, n, newRoot, proof)).isFalse();
      }
    }
  }

  /** The empty log is part of every log, which needs no proof and proves nothing. */
  @Test
  void an_empty_log_shows_nothing() {
    assertThat(PROVER.consistency(0, SIZE)).isEmpty();
    Hash root = REFERENCE.root(0, SIZE);
    assertThat(EventProofs.verifyConsistency(0, MerkleHash.EMPTY_ROOT, SIZE, root, List.of()))
        .isFalse();
  }

  @Test
  void every_subtree_is_found_in_the_tree() {
    for (int end = 1; end <= 70; end++) {
      for (int start = 0; start < end; start++) {
        assertThat(EventProofs.isSubtree(start, end)).isEqualTo(isAligned(start, end));
        if (isAligned(start, end)) {
          Hash subtree = REFERENCE.root(start, end);
          for (int index = start; index < end; index++) {
            List<Hash> path = REFERENCE.path(index - start, start, end);
            Hash leaf = REFERENCE.root(index, index + 1);
            assertThat(EventProofs.verifySubtreeInclusion(leaf, index, start, end, path, subtree))
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void arguments_out_of_range_are_refused_by_the_prover_and_show_nothing_to_the_verifier() {
    assertThatThrownBy(() -> PROVER.rootAt(SIZE + 1)).hasMessage("size 301 is not in 0..300");
    assertThatThrownBy(() -> PROVER.rootAt(-1)).hasMessage("size -1 is not in 0..300");
    assertThatThrownBy(() -> PROVER.inclusion(7, 7)).hasMessage("entry 7 is not below the size 7");
    assertThatThrownBy(() -> PROVER.inclusion(-1, 7))
        .hasMessage("entry -1 is not below the size 7");
    assertThatThrownBy(() -> PROVER.inclusion(0, 0)).hasMessage("entry 0 is not below the size 0");
    assertThatThrownBy(() -> PROVER.consistency(8, 7)).hasMessage("old size 8 is not in 0..7");
    assertThatThrownBy(() -> PROVER.consistency(-1, 7)).hasMessage("old size -1 is not in 0..7");
    Hash root = REFERENCE.root(0, 1);
    for (long number : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(EventProofs.verifyInclusion(root, number, 1, List.of(), root)).isFalse();
      assertThat(EventProofs.verifyInclusion(root, 0, number, List.of(), root)).isFalse();
      assertThat(EventProofs.verifyConsistency(number, root, 1, root, List.of())).isFalse();
      assertThat(EventProofs.verifyConsistency(1, root, number, root, List.of())).isFalse();
    }
  }

  /** All 518 cases of transparency-dev/merkle, right and wrong. */
  @Test
  void the_public_cases_are_judged_as_they_say() throws IOException {
    Path file = Path.of(System.getProperty("althing.vectors", ""), "rfc6962-merkle.json");
    Assumptions.assumeTrue(
        Files.exists(file), () -> "public vectors not found at " + file + ": skipped");
    JsonNode cases = JsonMapper.shared().readTree(Files.readString(file));

    assertThat(cases.size()).isEqualTo(518);
    for (JsonNode it : cases) {
      assertThat(verifies(it))
          .as(it.get("file").asString())
          .isEqualTo(!it.get("wantErr").asBoolean());
    }
  }

  private static boolean verifies(JsonNode it) {
    if (it.has("leafHash") && bytes(it.get("leafHash")).length != Hash.SIZE) {
      return false; // The verifier has no way to be asked about a leaf that is no hash.
    }
    var proof = new ArrayList<Hash>();
    it.get("proof").forEach(node -> proof.add(hash(node)));
    return switch (it.get("kind").asString()) {
      case "inclusion" ->
          EventProofs.verifyInclusion(
              hash(it.get("leafHash")),
              number(it, "leafIdx"),
              number(it, "treeSize"),
              proof,
              hash(it.get("root")));
      case "consistency" ->
          EventProofs.verifyConsistency(
              number(it, "size1"),
              hash(it.get("root1")),
              number(it, "size2"),
              hash(it.get("root2")),
              proof);
      case "subtreeinclusion" ->
          EventProofs.verifySubtreeInclusion(
              hash(it.get("leafHash")),
              number(it, "leafIdx"),
              number(it, "start"),
              number(it, "end"),
              proof,
              hash(it.get("root")));
      case "subtreeconsistency" ->
          EventProofs.verifySubtreeConsistency(
              number(it, "start"),
              number(it, "end"),
              hash(it.get("root1")),
              number(it, "size"),
              hash(it.get("root2")),
              proof);
      case String kind -> throw new AssertionError("unknown kind " + kind);
    };
  }

  /** Numbers above 2^63 come out negative: out of range, as they should be. */
  private static long number(JsonNode it, String field) {
    return it.get(field).bigIntegerValue().longValue();
  }

  /** Some cases have texts in place of roots; other texts must stay other hashes. */
  private static Hash hash(JsonNode base64) {
    byte[] bytes = bytes(base64);
    return bytes.length == Hash.SIZE ? Hash.wrap(bytes) : Sha256.hash(new byte[] {2}, bytes);
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.isNull() ? "" : base64.asString());
  }

  /** Proofs out of tiles cost more to make than to verify: all small ones, a fifth of the rest. */
  private static boolean isSampled(int one, int other) {
    return other < 40 || (one + other) % 5 == 0;
  }

  /** The proof passes, and none that has another node, one fewer or one more. */
  private static void assertOnly(List<Hash> proof, Predicate<List<Hash>> verifies) {
    assertThat(verifies.test(proof)).isTrue();
    for (int at = 0; at < proof.size(); at++) {
      var other = new ArrayList<>(proof);
      other.set(at, corrupt(proof.get(at)));
      assertThat(verifies.test(other)).isFalse();
      other.remove(at);
      assertThat(verifies.test(other)).isFalse();
    }
    var longer = new ArrayList<>(proof);
    longer.add(Hash.ZERO);
    assertThat(verifies.test(longer)).isFalse();
    longer.addFirst(longer.removeLast());
    assertThat(verifies.test(longer)).isFalse();
  }

  private static Hash corrupt(Hash hash) {
    byte[] bytes = hash.toArray();
    bytes[13] ^= 0x04;
    return Hash.wrap(bytes);
  }

  private static boolean isAligned(int start, int end) {
    int span = 1;
    while (span < end - start) {
      span *= 2;
    }
    return start % span == 0;
  }
}
