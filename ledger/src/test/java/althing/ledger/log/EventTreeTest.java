package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The growing tree and its tiles. */
class EventTreeTest {

  /** The eight leaves that Certificate Transparency implementations test with. */
  static final List<Bytes> KNOWN_LEAVES =
      List.of(
          Bytes.EMPTY,
          Bytes.fromHex("00"),
          Bytes.fromHex("10"),
          Bytes.fromHex("2021"),
          Bytes.fromHex("3031"),
          Bytes.fromHex("40414243"),
          Bytes.fromHex("5051525354555657"),
          Bytes.fromHex("606162636465666768696a6b6c6d6e6f"));

  private final Map<TilePath, Bytes> store = new HashMap<>();

  @ParameterizedTest(name = "{0} leaves")
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void the_known_leaves_have_the_known_roots(int size, String root) {
    LogVersion tree = append(EventTree.empty(), KNOWN_LEAVES.subList(0, size));

    assertThat(tree.root()).isEqualTo(Hash.fromHex(root));
    assertThat(tree.size()).isEqualTo(size);
    assertThat(prover(tree).rootAt(size)).isEqualTo(Hash.fromHex(root));
  }

  /** Over two tile levels, in batches of any length, reopened now and then. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void however_it_grows_the_root_is_that_of_the_definition(long seed) {
    var random = new Random(seed);
    var reference = new ReferenceLog();
    LogVersion tree = EventTree.empty();
    int size = 0;
    while (size < 70_000) {
      var entries = new ArrayList<Bytes>();
      for (int i = random.nextInt(random.nextInt(4) == 0 ? 9000 : 40); i > 0; i--) {
        reference.add(entry(size).toArray());
        entries.add(entry(size));
        size++;
      }
      tree = append(tree, entries);
      if (random.nextInt(8) == 0) {
        assertThat(tree.root()).isEqualTo(reference.root(0, size));
        tree = EventTree.open(size, tree.root(), this::read);
      }
    }
    assertThat(tree.root()).isEqualTo(reference.root(0, size));
    for (int i = 0; i < 50; i++) {
      int past = random.nextInt(size + 1);
      assertThat(prover(tree).rootAt(past)).isEqualTo(reference.root(0, past));
    }
    prover(tree).check(tree.root());
  }

  /** The example of C2SP tlog-tiles: 273 full tiles and one of 112, one full and one of 17, one. */
  @Test
  void seventy_thousand_entries_lie_in_the_tiles_that_the_format_says() {
    grow(70_000);
    var widths = new HashMap<Integer, List<Integer>>();
    for (long index = 0; index < 275; index++) {
      for (int level = 0; level < 4; level++) {
        Bytes hashes = store.get(path(level, index));
        if (hashes != null) {
          widths.computeIfAbsent(level, _ -> new ArrayList<>()).add(hashes.size() / 32);
        }
      }
    }
    assertThat(widths.get(0)).hasSize(274).endsWith(112);
    assertThat(widths.get(0).subList(0, 273)).containsOnly(256);
    assertThat(widths.get(1)).containsExactly(256, 17);
    assertThat(widths.get(2)).containsExactly(1);
    assertThat(widths.get(3)).isNull();
    assertThat(store).hasSize(277);
  }

  @Test
  void an_append_reports_only_the_tiles_that_it_changes() {
    LogVersion tree = grow(600);
    List<Tile> changed = EventTree.append(tree, entries(600, 800)).tiles();

    assertThat(changed)
        .extracting(tile -> new TilePath(tile.level(), tile.index(), tile.width()).toString())
        .containsExactly("tile/0/002", "tile/0/003.p/32", "tile/1/000.p/3");
    LogUpdate nothing = EventTree.append(tree, List.of());
    assertThat(nothing.tiles()).isEmpty();
    assertThat(nothing.version().root()).isEqualTo(tree.root());
  }

  @Test
  void two_appends_to_one_tree_do_not_see_each_other() {
    LogVersion tree = grow(300);
    LogVersion left = EventTree.append(tree, entries(300, 700)).version();
    LogVersion right = EventTree.append(tree, entries(400, 450)).version();
    Hash root = tree.root();

    assertThat(left.root()).isEqualTo(root(entries(0, 700)));
    assertThat(right.root()).isNotEqualTo(left.root());
    assertThat(tree.root()).isEqualTo(root);
    assertThat(tree.size()).isEqualTo(300);
  }

  /** L9, D26: in a tree of an odd number of leaves the last one stands alone. */
  @Test
  void odd_counts_do_not_duplicate() {
    for (int size = 1; size < 300; size += 2) {
      List<Bytes> odd = entries(0, size);
      var doubled = new ArrayList<>(odd);
      doubled.add(odd.getLast());
      assertThat(root(doubled)).isNotEqualTo(root(odd));
    }
  }

  /** L8: the bytes of an inner node, taken as an entry, do not have the inner node's hash. */
  @Test
  void the_bytes_of_an_inner_node_are_another_leaf() {
    List<Bytes> entries = entries(0, 2);
    Bytes inner =
        MerkleHash.leaf(entries.get(0)).toBytes().concat(MerkleHash.leaf(entries.get(1)).toBytes());
    Hash root = root(entries);

    assertThat(root(List.of(inner))).isNotEqualTo(root);
    assertThat(root(List.of(Bytes.of((byte) 1).concat(inner)))).isNotEqualTo(root);
    assertThat(EventProofs.verifyInclusion(MerkleHash.leaf(inner), 0, 1, List.of(), root))
        .isFalse();
  }

  @Test
  void a_flipped_bit_in_any_tile_is_found_and_the_tile_named() {
    LogVersion tree = grow(700);
    var random = new Random(4);
    for (TilePath key : List.copyOf(store.keySet())) {
      Bytes hashes = store.get(key);
      for (int i = 0; i < 40; i++) {
        byte[] flipped = hashes.toArray();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        store.put(key, Bytes.wrap(flipped));
        assertThatThrownBy(() -> prover(tree).check(tree.root()))
            .isInstanceOf(StoreException.class)
            .hasMessageMatching(
                "event tree: (tile/\\S+ is damaged, or its hash in tile/\\S+ is"
                    + "|the newest tiles of 700 events lead to root \\S+, not \\S+)");
      }
      store.put(key, hashes);
    }
    prover(tree).check(tree.root());
  }

  @Test
  void a_tile_that_is_missing_or_cut_is_named() {
    LogVersion tree = grow(700);
    store.put(path(0, 2), store.get(path(0, 2)).slice(0, 3200));
    assertThatThrownBy(() -> EventTree.open(700, tree.root(), this::read))
        .isInstanceOf(StoreException.class)
        .hasMessage("event tree: tile/0/002 is damaged: 100 hashes, at least 188");
    store.put(path(0, 2), Bytes.of((byte) 7));
    assertThatThrownBy(() -> prover(tree).inclusion(600, 700))
        .isInstanceOf(StoreException.class)
        .hasMessage("event tree: tile/0/002 is damaged: 1 bytes are not 1 to 256 hashes");
    store.remove(path(0, 2));
    assertThatThrownBy(() -> prover(tree).rootAt(700))
        .isInstanceOf(StoreException.class)
        .hasMessage("event tree: tile/0/002 is missing");
  }

  @Test
  void a_size_beyond_all_logs_is_refused() {
    for (long size : new long[] {-1, 1L << 56, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> EventTree.open(size, Hash.ZERO, this::read))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("event tree: no log has " + size + " events");
    }
  }

  private LogVersion grow(int size) {
    return append(EventTree.empty(), entries(0, size));
  }

  private LogVersion append(LogVersion tree, List<Bytes> entries) {
    LogUpdate update = EventTree.append(tree, entries);
    update.tiles().forEach(tile -> store.put(path(tile.level(), tile.index()), tile.hashes()));
    return update.version();
  }

  private Optional<Bytes> read(int level, long index) {
    return Optional.ofNullable(store.get(path(level, index)));
  }

  private static TilePath path(int level, long index) {
    return new TilePath(level, index, Tile.WIDTH);
  }

  private static Hash root(List<Bytes> entries) {
    return EventTree.append(EventTree.empty(), entries).version().root();
  }

  private EventProver prover(LogVersion tree) {
    return new EventProver(this::read, tree.size());
  }

  static List<Bytes> entries(int from, int to) {
    return IntStream.range(from, to).mapToObj(EventTreeTest::entry).toList();
  }

  static Bytes entry(int number) {
    return Bytes.utf8("entry " + number);
  }
}
