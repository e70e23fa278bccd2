package althing.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One page: its bytes, and that a change is as good as making it anew. */
class PageTest {

  /** The example of docs/proofs.md: a in slot 12, b in 3, c in 2; hashes 2, 4 and 9 are stored. */
  @Test
  void bytes_of_format_2() {
    var children = new @Nullable Child[Page.SLOTS];
    children[12] = leaf("a", "1");
    children[3] = leaf("b", "2");
    children[2] = leaf("c", "3");
    Page page = Page.of(children, false);

    assertThat(page.hash())
        .isEqualTo(
            Hash.fromHex("0x8e2a164a410203f51300d7c6645b7a37f549768457be109acc126c63573a9e0a"));
    assertThat(page.bytes().toHex())
        .isEqualTo(
            """
            0x\
            100c\
            100c\
            2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6\
            4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce\
            3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\
            d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35\
            ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\
            6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b\
            68b9d91d8dd078a757107b3148b7ca18ee66a9c9c8b843e0da351ad44c2a45ce\
            77bb12655d8f696cb7802d4f3fe74fcf6985f253303867168e4af35bf816d686\
            44ebb3d0f7604913f94789f54965210118cb621490e4279a2f512ea8ecf280a4\
            """);
  }

  @Test
  void a_link_and_its_height() {
    var below = new @Nullable Child[Page.SLOTS];
    below[0] = leaf("a", "1");
    below[1] = leaf("b", "2");
    var children = new @Nullable Child[Page.SLOTS];
    Page linked = Page.of(below, false);
    children[5] = new Child.Link(0x0102030405060708L, linked);
    Page page = Page.of(children, false);

    Bytes top = linked.hash().toBytes();
    assertThat(page.bytes().slice(0, 44))
        .isEqualTo(Bytes.fromHex("0x002000000102030405060708").concat(top));
    assertThat(page.linkHeight(5)).isEqualTo(0x0102030405060708L);
    byte[] ten = Sha256.digest(new byte[] {1}, new byte[32], top.toArray());
    byte[] five = Sha256.digest(new byte[] {1}, ten, new byte[32]);
    byte[] two = Sha256.digest(new byte[] {1}, new byte[32], five);
    assertThat(page.bytes().slice(44, page.bytes().size()))
        .isEqualTo(Bytes.wrap(two).concat(Bytes.wrap(five)).concat(Bytes.wrap(ten)));
  }

  /** Random changes, one upon the other; now and then the page goes through its bytes. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 17, 40})
  void a_changed_page_is_the_page_made_at_once(long seed) {
    var random = new Random(seed);
    var children = new @Nullable Child[Page.SLOTS];
    Page page = Page.EMPTY;
    for (int step = 0; step < 300; step++) {
      int changed = random.nextInt(1 << Page.SLOTS) & random.nextInt(1 << Page.SLOTS);
      var changes = new @Nullable Child[Page.SLOTS];
      for (int slot = 0; slot < Page.SLOTS; slot++) {
        if ((changed >>> slot & 1) != 0) {
          changes[slot] = child(random, slot);
          children[slot] = changes[slot];
        }
      }
      page = page.with(changed, changes, false);

      assertThat(page.bytes()).isEqualTo(Page.of(children, false).bytes());
      assertThat(page.hash()).isEqualTo(Hash.wrap(root(children, 0, Page.SLOTS)));
      assertThat(page.isConsistent()).isTrue();
      if (random.nextBoolean()) {
        page = Page.decode(page.bytes(), page.hash());
        assertThat(page.isConsistent()).isTrue();
      }
    }
  }

  /** Only the heights of links are in no hash. */
  @Test
  void every_flipped_byte_is_noticed() {
    var random = new Random(4);
    var children = new @Nullable Child[Page.SLOTS];
    for (int slot = 0; slot < Page.SLOTS; slot += 1 + random.nextInt(2)) {
      children[slot] = leaf("key " + slot, "value");
    }
    Page page = Page.of(children, false);
    for (int at = 0; at < page.bytes().size(); at++) {
      byte[] flipped = page.bytes().toArray();
      flipped[at] ^= 0x04;
      assertThat(isAccepted(flipped, page.hash())).as("byte %s", at).isFalse();
    }
  }

  @Test
  void a_page_of_the_wrong_length_is_malformed() {
    var children = new @Nullable Child[Page.SLOTS];
    children[0] = leaf("a", "1");
    children[1] = leaf("b", "2");
    Page page = Page.of(children, false);
    byte[] bytes = page.bytes().toArray();

    for (int length : List.of(0, 3, 4, bytes.length - Hash.SIZE, bytes.length + 1)) {
      assertThatThrownBy(() -> Page.decode(Bytes.wrap(Arrays.copyOf(bytes, length)), page.hash()))
          .isInstanceOf(MalformedException.class);
    }
    assertThat(isAccepted(bytes, page.hash())).isTrue();
    assertThat(isAccepted(bytes, Hash.ZERO)).isFalse();
  }

  private static boolean isAccepted(byte[] bytes, Hash hash) {
    try {
      return Page.decode(Bytes.wrap(bytes), hash).isConsistent();
    } catch (MalformedException e) {
      return false;
    }
  }

  private static @Nullable Child child(Random random, int slot) {
    return switch (random.nextInt(4)) {
      case 0, 1 -> null;
      case 2 -> leaf("key " + slot + " " + random.nextInt(100), "value " + random.nextInt(100));
      default -> {
        var below = new @Nullable Child[Page.SLOTS];
        below[random.nextInt(8)] = leaf("left " + random.nextInt(100), "value");
        below[8 + random.nextInt(8)] = leaf("right " + random.nextInt(100), "value");
        yield new Child.Link(random.nextInt(1_000), Page.of(below, false));
      }
    };
  }

  /** The definition, of the slots {@code from..to} of a page. */
  private static byte[] root(@Nullable Child[] children, int from, int to) {
    List<Child> present = new ArrayList<>();
    for (int slot = from; slot < to; slot++) {
      Child child = children[slot];
      if (child != null) {
        present.add(child);
      }
    }
    if (present.isEmpty()) {
      return new byte[Hash.SIZE];
    }
    if (present.size() == 1 && present.getFirst() instanceof Child.Leaf leaf) {
      return Sha256.digest(new byte[] {0}, leaf.keyHash(), leaf.valueHash());
    }
    if (to - from == 1) {
      return ((Child.Link) present.getFirst()).page().hash().toBytes().toArray();
    }
    int middle = (from + to) / 2;
    return Sha256.digest(new byte[] {1}, root(children, from, middle), root(children, middle, to));
  }

  private static Child.Leaf leaf(String key, String value) {
    return new Child.Leaf(
        Sha256.digest(Bytes.utf8(key).unsafeArray()),
        Sha256.digest(Bytes.utf8(value).unsafeArray()));
  }
}
