package althing.ledger.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MerklePatriciaTest {

  /** The root that Ethereum's documents print for no entries. */
  @Test
  void an_empty_trie_has_the_known_root() {
    assertThat(MerklePatricia.root(Collections.emptySortedMap()))
        .isEqualTo(MerklePatricia.EMPTY_ROOT)
        .isEqualTo(
            Hash.fromHex("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"));
    assertThat(MerklePatricia.orderedRoot(List.of())).isEqualTo(MerklePatricia.EMPTY_ROOT);
  }

  /** The example of the Ethereum wiki: branch, extension, leaf and a value in a branch. */
  @Test
  void the_example_of_the_documents_has_its_root() {
    var entries = new TreeMap<Bytes, Bytes>();
    entries.put(Bytes.utf8("do"), Bytes.utf8("verb"));
    entries.put(Bytes.utf8("dog"), Bytes.utf8("puppy"));
    entries.put(Bytes.utf8("doge"), Bytes.utf8("coin"));
    entries.put(Bytes.utf8("horse"), Bytes.utf8("stallion"));

    assertThat(MerklePatricia.root(entries))
        .isEqualTo(
            Hash.fromHex("0x5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84"));
  }

  @Test
  void the_roots_of_ethereum_are_ours() {
    JsonNode inOrder = Vectors.read("trietest.json");
    assertThat(inOrder).hasSize(5);
    for (Map.Entry<String, JsonNode> test : inOrder.properties()) {
      assertRoot(test, entries(test.getValue().get("in"), key -> key));
    }
    JsonNode anyOrder = Vectors.read("trieanyorder.json");
    assertThat(anyOrder).hasSize(7);
    for (Map.Entry<String, JsonNode> test : anyOrder.properties()) {
      assertRoot(test, entries(test.getValue().get("in"), key -> key));
    }
    JsonNode secure = Vectors.read("securetrie_hex.json");
    assertThat(secure).hasSize(3);
    for (Map.Entry<String, JsonNode> test : secure.properties()) {
      assertRoot(test, entries(test.getValue().get("in"), key -> Keccak256.hash(key).toBytes()));
    }
  }

  @Test
  void the_hex_prefixes_of_ethereum_are_ours() {
    JsonNode tests = Vectors.read("hexprefix-encode.json");
    assertThat(tests).hasSize(12);
    for (Map.Entry<String, JsonNode> test : tests.properties()) {
      List<Integer> nibbles =
          Vectors.items(test.getValue().get("seq")).map(JsonNode::asInt).toList();
      byte[] key = new byte[nibbles.size() / 2 + 1];
      for (int i = 0; i < nibbles.size(); i++) {
        key[i / 2] |= (byte) (nibbles.get(i) << (i % 2 == 0 ? 4 : 0));
      }
      boolean leaf = test.getValue().get("term").asBoolean();
      byte[] encoded = Nibbles.hexPrefix(key, 0, nibbles.size(), leaf);

      assertThat(Hex.encode(encoded))
          .as(test.getKey())
          .isEqualTo("0x" + test.getValue().get("out").asString());
      var piece = Nibbles.Piece.of(encoded);
      assertThat(piece.leaf()).isEqualTo(leaf);
      assertThat(piece.length()).isEqualTo(nibbles.size());
      assertThat(piece.isAt(key, 0)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01", "0f", "2f", "40", "ff", "4012"})
  void what_is_no_hex_prefix_is_refused(String encoded) {
    assertThatThrownBy(() -> Nibbles.Piece.of(Hex.decode(encoded)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("hex-prefix");
  }

  /** A list is the trie of its indexes, whatever order their keys have. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 17, 127, 128, 129, 130, 255, 256, 257, 1000})
  void a_list_is_the_trie_of_its_indexes(int size) {
    List<byte[]> items = items(size, size);
    var entries = new TreeMap<Bytes, Bytes>();
    for (int i = 0; i < size; i++) {
      entries.put(Bytes.wrap(MerklePatricia.orderedKey(i)), Bytes.wrap(items.get(i)));
    }
    assertThat(MerklePatricia.orderedRoot(items)).isEqualTo(MerklePatricia.root(entries));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 17, 127, 128, 129, 300})
  void every_item_of_a_list_is_proved(int size) {
    List<byte[]> items = items(size, 7);
    Hash root = MerklePatricia.orderedRoot(items);
    for (int i = 0; i < size; i++) {
      List<Bytes> proof = MerklePatricia.orderedProof(items, i);
      assertThat(MerklePatricia.verifyProof(root, MerklePatricia.orderedKey(i), proof))
          .contains(Bytes.wrap(items.get(i)));
    }
    assertThatThrownBy(() -> MerklePatricia.orderedProof(items, size))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Attack L7: with any node changed, missing, repeated or moved a proof shows nothing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 128, 300})
  void a_proof_with_a_wrong_node_is_refused(int size) {
    List<byte[]> items = items(size, 11);
    Hash root = MerklePatricia.orderedRoot(items);
    var random = new Random(size);
    for (int index : new int[] {0, size / 2, size - 1}) {
      byte[] key = MerklePatricia.orderedKey(index);
      List<Bytes> proof = MerklePatricia.orderedProof(items, index);
      for (int node = 0; node < proof.size(); node++) {
        byte[] changed = proof.get(node).toArray();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        var wrong = new ArrayList<>(proof);
        wrong.set(node, Bytes.wrap(changed));
        assertMalformed(root, key, wrong);

        var missing = new ArrayList<>(proof);
        missing.remove(node);
        assertMalformed(root, key, missing);

        var repeated = new ArrayList<>(proof);
        repeated.add(node, proof.get(node));
        assertMalformed(root, key, repeated);
      }
      assertMalformed(Hash.ZERO, key, proof);
      assertMalformed(root, key, Collections.nCopies(66, proof.getFirst()));
    }
  }

  @Test
  void what_is_not_in_a_list_is_proved_absent() {
    List<byte[]> items = items(20, 3);
    Hash root = MerklePatricia.orderedRoot(items);

    // Index 20 falls out of the branch that index 19's proof shows.
    List<Bytes> neighbour = MerklePatricia.orderedProof(items, 19).subList(0, 2);
    assertThat(MerklePatricia.verifyProof(root, MerklePatricia.orderedKey(20), neighbour))
        .isEmpty();
    assertThat(
            MerklePatricia.verifyProof(
                MerklePatricia.EMPTY_ROOT, MerklePatricia.orderedKey(0), List.of()))
        .isEmpty();
    assertMalformed(root, MerklePatricia.orderedKey(0), List.of());
  }

  /** Short nodes stand inside their parents; then even the root may be shorter than a hash. */
  @Test
  void items_so_short_that_nodes_are_embedded_are_proved() {
    List<byte[]> items = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});
    Hash root = MerklePatricia.orderedRoot(items);
    for (int i = 0; i < 3; i++) {
      assertThat(
              MerklePatricia.verifyProof(
                  root, MerklePatricia.orderedKey(i), MerklePatricia.orderedProof(items, i)))
          .contains(Bytes.wrap(items.get(i)));
    }
    List<byte[]> one = List.of(new byte[] {9});
    assertThat(
            MerklePatricia.verifyProof(
                MerklePatricia.orderedRoot(one),
                MerklePatricia.orderedKey(0),
                MerklePatricia.orderedProof(one, 0)))
        .contains(Bytes.of((byte) 9));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void a_root_changes_with_any_entry(long seed) {
    var random = new Random(seed);
    var entries = new TreeMap<Bytes, Bytes>();
    for (int i = 0; i < 60; i++) {
      entries.put(random(random, 1 + random.nextInt(4)), random(random, 1 + random.nextInt(60)));
    }
    Hash root = MerklePatricia.root(entries);
    for (Bytes key : List.copyOf(entries.keySet())) {
      Bytes value = entries.remove(key);
      assertThat(MerklePatricia.root(entries)).isNotEqualTo(root);
      entries.put(key, value.concat(Bytes.of((byte) 0)));
      assertThat(MerklePatricia.root(entries)).isNotEqualTo(root);
      entries.put(key, value);
    }
    assertThat(MerklePatricia.root(entries)).isEqualTo(root);
  }

  private static void assertMalformed(Hash root, byte[] key, List<Bytes> proof) {
    assertThatThrownBy(() -> MerklePatricia.verifyProof(root, key, proof))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("trie proof");
  }

  private static void assertRoot(Map.Entry<String, JsonNode> test, TreeMap<Bytes, Bytes> entries) {
    assertThat(MerklePatricia.root(entries).toHex())
        .as(test.getKey())
        .isEqualTo(test.getValue().get("root").asString());
  }

  /** An object, or a list of pairs of which a later one replaces and a null removes. */
  private static TreeMap<Bytes, Bytes> entries(JsonNode in, UnaryOperator<Bytes> toKey) {
    var entries = new TreeMap<Bytes, Bytes>();
    if (in.isObject()) {
      in.properties()
          .forEach(
              e -> entries.put(toKey.apply(bytes(e.getKey())), bytes(e.getValue().asString())));
      return entries;
    }
    for (JsonNode pair : in) {
      Bytes key = toKey.apply(bytes(pair.get(0).asString()));
      if (pair.get(1).isNull()) {
        entries.remove(key);
      } else {
        entries.put(key, bytes(pair.get(1).asString()));
      }
    }
    return entries;
  }

  private static Bytes bytes(String text) {
    return text.startsWith("0x") ? Bytes.fromHex(text) : Bytes.utf8(text);
  }

  private static List<byte[]> items(int size, long seed) {
    var random = new Random(seed);
    var items = new ArrayList<byte[]>();
    for (int i = 0; i < size; i++) {
      items.add(random(random, 20 + random.nextInt(200)).toArray());
    }
    return items;
  }

  private static Bytes random(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }
}
