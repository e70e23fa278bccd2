package althing.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs of the state tree: what they show, and that nothing else passes. */
class StateProofTest {

  private final MemoryNodes store = new MemoryNodes();
  private final TreeMap<Bytes, Bytes> state = new TreeMap<>();

  @ParameterizedTest(name = "{0} entries")
  @ValueSource(ints = {0, 1, 2, 3, 10, 33, 100, 1000})
  void what_is_there_is_proved_present_and_what_is_not_absent(int entries) {
    StateRoot root = tree(entries);
    for (int i = 0; i < entries + 200; i++) {
      Bytes key = key(i);
      StateProof proof = prove(root, key);
      boolean present = i < entries;
      assertThat(proof.provesPresence(root.hash(), key, value(i))).isEqualTo(present);
      assertThat(proof.provesAbsence(root.hash(), key)).isEqualTo(!present);
      assertThat(proof.provesPresence(root.hash(), key, value(i + 1))).isFalse();
      assertThat(proof.provesPresence(root.hash(), key(i + 1), value(i))).isFalse();
      assertThat(StateProofCodec.decode(StateProofCodec.encode(proof))).isEqualTo(proof);
    }
  }

  @Test
  void absence_is_shown_in_both_ways() {
    StateRoot root = tree(50);
    var ends = new ArrayList<String>();
    for (int i = 50; i < 150; i++) {
      ends.add(prove(root, key(i)).end().getClass().getSimpleName());
    }
    assertThat(ends).contains("Nothing", "Leaf");
  }

  @Test
  void no_bit_of_a_proof_its_root_its_key_or_its_value_may_differ() {
    StateRoot root = tree(40);
    for (int i = 0; i < 80; i++) {
      Bytes key = key(i);
      Bytes value = value(i);
      Bytes encoded = StateProofCodec.encode(prove(root, key));
      for (int bit = 0; bit < encoded.size() * 8; bit++) {
        assertThat(verifies(root.hash(), key, value, flip(encoded, bit)))
            .as("bit " + bit)
            .isFalse();
      }
      for (int bit = 0; bit < 256; bit++) {
        Hash otherRoot = Hash.wrap(flip(root.hash().toBytes(), bit).toArray());
        assertThat(verifies(otherRoot, key, value, encoded)).isFalse();
      }
      if (i < 40) {
        for (int bit = 0; bit < key.size() * 8; bit++) {
          StateProof proof = StateProofCodec.decode(encoded);
          assertThat(proof.provesPresence(root.hash(), flip(key, bit), value)).isFalse();
        }
        for (int bit = 0; bit < value.size() * 8; bit++) {
          assertThat(verifies(root.hash(), key, flip(value, bit), encoded)).isFalse();
        }
      }
    }
  }

  @Test
  void siblings_may_not_be_dropped_added_or_swapped() {
    StateRoot root = tree(200);
    for (int i = 0; i < 250; i++) {
      StateProof proof = prove(root, key(i));
      for (int at = 0; at < proof.siblings().size(); at++) {
        var dropped = new ArrayList<>(proof.siblings());
        dropped.remove(at);
        assertNothingShown(root, i, new StateProof(proof.end(), dropped));
        var added = new ArrayList<>(proof.siblings());
        added.add(at, Hash.ZERO);
        assertNothingShown(root, i, new StateProof(proof.end(), added));
        if (at > 0 && !proof.siblings().get(at).equals(proof.siblings().get(at - 1))) {
          var swapped = new ArrayList<>(proof.siblings());
          Collections.swap(swapped, at, at - 1);
          assertNothingShown(root, i, new StateProof(proof.end(), swapped));
        }
      }
      assertNothingShown(
          root, i, new StateProof(new StateProof.Nothing(), Collections.nCopies(256, Hash.ZERO)));
    }
  }

  /** L8: an inner node is no leaf, though both hash 65 bytes of which 64 may be anything. */
  @Test
  void an_inner_node_does_not_pass_for_a_leaf() {
    int other = 1;
    while (turnsRight(key(other)) == turnsRight(key(0))) {
      other++;
    }
    state.put(key(0), value(0));
    state.put(key(other), value(other));
    StateRoot root = tree(0);
    Hash left = leaf(turnsRight(key(0)) ? other : 0);
    Hash right = leaf(turnsRight(key(0)) ? 0 : other);
    assertThat(Sha256.hash(new byte[] {1}, left.toArray(), right.toArray())).isEqualTo(root.hash());
    var forged = new StateProof.Leaf(left, right);

    for (int i = 0; i < 100; i++) {
      assertThat(new StateProof(forged, List.of()).provesAbsence(root.hash(), key(i))).isFalse();
    }
  }

  @Test
  void a_pruned_height_has_no_proof() {
    StateRoot root = tree(20);
    assertThat(StateTree.prove(store, new StateRoot(5, root.hash()), key(0))).isEmpty();
  }

  @Test
  void bytes_that_are_no_proof_are_refused_with_their_place() {
    StateRoot root = tree(20);
    Bytes encoded = StateProofCodec.encode(prove(root, key(0)));
    for (int length = 0; length < encoded.size(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertThatThrownBy(() -> StateProofCodec.decode(cut))
          .isInstanceOf(MalformedException.class)
          .hasMessageStartingWith("state proof: ends at offset " + length);
    }
    assertRefused(encoded.concat(Bytes.of((byte) 0)), "1 bytes left over at offset");
    assertRefused(Bytes.fromHex("0x020000"), "end 2 at offset 0, must be 0 or 1");
    assertRefused(Bytes.fromHex("0x000101"), "257 siblings at offset 1, at most 256");
    assertThatThrownBy(
            () -> new StateProof(new StateProof.Nothing(), Collections.nCopies(257, Hash.ZERO)))
        .hasMessage("257 siblings, at most 256");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void random_bytes_show_nothing(long seed) {
    StateRoot root = tree(20);
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 2) {
        bytes[0] &= 1;
        bytes[1] = 0;
      }
      assertThat(verifies(root.hash(), key(0), value(0), Bytes.wrap(bytes))).isFalse();
    }
  }

  private static Hash leaf(int i) {
    return Sha256.hash(
        new byte[] {0}, Sha256.digest(key(i).unsafeArray()), Sha256.digest(value(i).unsafeArray()));
  }

  private static boolean turnsRight(Bytes key) {
    return (Sha256.digest(key.unsafeArray())[0] & 0x80) != 0;
  }

  private static void assertRefused(Bytes encoded, String reason) {
    assertThatThrownBy(() -> StateProofCodec.decode(encoded))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(reason);
  }

  private static void assertNothingShown(StateRoot root, int i, StateProof proof) {
    assertThat(proof.provesAbsence(root.hash(), key(i))).isFalse();
    assertThat(proof.provesPresence(root.hash(), key(i), value(i))).isFalse();
  }

  private static boolean verifies(Hash root, Bytes key, Bytes value, Bytes encoded) {
    try {
      StateProof proof = StateProofCodec.decode(encoded);
      return proof.provesPresence(root, key, value) || proof.provesAbsence(root, key);
    } catch (MalformedException _) {
      return false;
    }
  }

  private StateProof prove(StateRoot root, Bytes key) {
    return StateTree.prove(store, root, key).orElseThrow();
  }

  private StateRoot tree(int entries) {
    for (int i = 0; i < entries; i++) {
      state.put(key(i), value(i));
    }
    StateUpdate update = new StateTree(store, 0).apply(StateTree.empty(), 1, state::forEach);
    store.store(update);
    assertThat(update.root().hash()).isEqualTo(ReferenceTree.root(state));
    return update.root();
  }

  private static Bytes flip(Bytes bytes, int bit) {
    byte[] flipped = bytes.toArray();
    flipped[bit / 8] ^= (byte) (0x80 >>> bit % 8);
    return Bytes.wrap(flipped);
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key " + number);
  }

  private static Bytes value(int number) {
    return Bytes.utf8("value " + number);
  }
}
