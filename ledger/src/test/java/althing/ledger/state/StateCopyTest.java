package althing.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.state.StateCopy.Entry;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tree is copied page by page, and no page or entry is taken that is not in it. */
class StateCopyTest {

  private static final long HEIGHT = 9;
  private static final long COPIED = 21;

  private final Random random = new Random(5);
  private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
  private final MemoryNodes source = new MemoryNodes();
  private StateRoot root;

  @BeforeEach
  void build() {
    var tree = new StateTree(source, 100);
    StateVersion version = StateTree.empty();
    for (long height = 0; height <= HEIGHT; height++) {
      var changes = new TreeMap<Bytes, Bytes>();
      for (int i = 0; i < 200; i++) {
        changes.put(bytes(4), bytes(9));
      }
      entries.putAll(changes);
      StateUpdate update = tree.apply(version, height, changes::forEach);
      source.store(update);
      tree.stored(update);
      version = update.version();
    }
    root = version.root();
  }

  private Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  @Test
  void a_copy_has_the_same_root_every_entry_and_no_other_page() {
    var copy = new MemoryNodes();
    assertThat(copyTo(copy)).isEqualTo(entries.size());
    var leaves = new TreeMap<Hash, Hash>();
    StateTree.walk(copy, new StateRoot(COPIED, root.hash()), leaves::put);
    assertThat(leaves).hasSize(entries.size());
    assertThat(new StateCopy(copy, new StateRoot(COPIED, root.hash())).wrong(all())).isEmpty();
    assertThat(copy.nodes.keySet()).allMatch(key -> key.height() == COPIED);

    var changes = Map.of(entries.firstKey(), bytes(3), bytes(7), bytes(8));
    StateVersion original = new StateTree(source, 10).open(root);
    StateVersion copied = new StateTree(copy, 10).open(new StateRoot(COPIED, root.hash()));
    assertThat(new StateTree(copy, 10).apply(copied, COPIED + 1, changes::forEach).root().hash())
        .isEqualTo(
            new StateTree(source, 10).apply(original, COPIED + 1, changes::forEach).root().hash());
  }

  /** Copies from the root down; answers how many entries the pages hold. */
  private int copyTo(MemoryNodes copy) {
    var reader = new StateCopy(source, root);
    var wanted = new ArrayDeque<>(List.of(new StatePage.Wanted(PagePath.ROOT, root.hash())));
    int found = 0;
    while (!wanted.isEmpty()) {
      var batch = new ArrayList<StatePage.Wanted>();
      while (!wanted.isEmpty() && batch.size() < 7) {
        batch.add(wanted.removeLast());
      }
      var paths = batch.stream().map(StatePage.Wanted::path).toList();
      List<Bytes> sent = reader.pages(paths, 4_000);
      assertThat(sent).isNotEmpty();
      for (int i = 0; i < batch.size(); i++) {
        if (i >= sent.size()) {
          wanted.add(batch.get(i));
          continue;
        }
        assertThat(sent.get(i).size()).isLessThanOrEqualTo(StatePage.MAX_SENT);
        StatePage page = StatePage.received(sent.get(i), batch.get(i), COPIED);
        copy.store(page.node());
        assertThat(StatePage.copied(copy, batch.get(i), COPIED)).hasValue(page);
        wanted.addAll(page.below());
        found += page.entries();
      }
    }
    return found;
  }

  @Test
  void every_changed_byte_of_a_page_is_refused_or_is_a_height() {
    var wanted = new StatePage.Wanted(PagePath.ROOT, root.hash());
    Bytes sent = new StateCopy(source, root).pages(List.of(PagePath.ROOT), 1).getFirst();
    StatePage right = StatePage.received(sent, wanted, COPIED);
    for (int at = 0; at < sent.size(); at++) {
      byte[] changed = sent.toArray();
      changed[at] ^= 0x10;
      StatePage taken;
      try {
        taken = StatePage.received(Bytes.wrap(changed), wanted, COPIED);
      } catch (MalformedException _) {
        continue;
      }
      assertThat(taken).as("byte " + at).isEqualTo(right);
    }
    for (int size = 0; size < sent.size(); size++) {
      Bytes shorter = sent.slice(0, size);
      assertThatThrownBy(() -> StatePage.received(shorter, wanted, COPIED))
          .isInstanceOf(MalformedException.class);
    }
  }

  /** The hashes of both forms are the same, so the hash alone would not tell them apart. */
  @Test
  void an_entry_passed_off_as_a_link_is_refused() {
    var key = Bytes.utf8("k");
    var other = new ArrayList<Bytes>();
    for (int i = 0; other.isEmpty(); i++) {
      Bytes candidate = Bytes.utf8("c" + i);
      if (top(candidate) == (top(key) ^ 1)) {
        other.add(candidate);
      }
    }
    var batch = new EntryBatch(2);
    batch.add(key, key);
    batch.add(other.getFirst(), key);
    batch.sort();
    var honest = new Child[Page.SLOTS];
    var lying = new Child[Page.SLOTS];
    for (int i = 0; i < 2; i++) {
      int slot = batch.nibble(i, 0);
      honest[slot] = batch.leaf(i);
      var alone = new Child[Page.SLOTS];
      alone[batch.nibble(i, 1)] = batch.leaf(i);
      lying[slot] = i == 0 ? batch.leaf(i) : new Child.Link(1, Page.of(alone, false));
    }
    Page right = Page.of(honest, false);
    Page wrong = Page.of(lying, false);
    assertThat(wrong.hash()).isEqualTo(right.hash());
    assertThat(wrong.isConsistent()).isTrue();
    Bytes sent = wrong.bytes().concat(Bytes.wrap(new byte[64]));
    var wanted = new StatePage.Wanted(PagePath.ROOT, right.hash());
    assertThatThrownBy(() -> StatePage.received(sent, wanted, 1))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("does not link to a page");
    assertThat(StatePage.received(right.bytes(), wanted, 1).entries()).isEqualTo(2);
  }

  private static int top(Bytes key) {
    return KeyPath.nibble(althing.ledger.crypto.Sha256.digest(key.unsafeArray()), 0, 0);
  }

  @Test
  void entries_that_the_tree_does_not_have_are_found() {
    var copy = new StateCopy(source, root);
    assertThat(copy.wrong(List.of())).isEmpty();
    assertThat(copy.wrong(all())).isEmpty();
    for (int i = 0; i < 50; i++) {
      var some = new ArrayList<>(all().subList(20 * i, 20 * i + 20));
      int at = random.nextInt(20);
      some.set(at, new Entry(some.get(at).key(), bytes(3)));
      assertThat(copy.wrong(some)).isEqualTo(OptionalInt.of(at));
      some.set(at, new Entry(bytes(5), bytes(3)));
      assertThat(copy.wrong(some)).isPresent();
    }
  }

  @Test
  void paths_are_read_as_they_are_written_and_end_where_there_is_no_page() {
    var path = PagePath.ROOT.below(3).below(15).below(0);
    assertThat(path.encoded()).isEqualTo(Bytes.fromHex("0x033f00"));
    assertThat(PagePath.decode(path.encoded())).isEqualTo(path);
    assertThat(path.at(7)).isEqualTo(NodeKey.decode(Bytes.fromHex("0x0000000000000007033f00")));
    for (String wrong : List.of("0x", "0x01", "0x013f", "0x4000", "0x003f")) {
      assertThatThrownBy(() -> PagePath.decode(Bytes.fromHex(wrong)))
          .isInstanceOf(MalformedException.class);
    }
    PagePath deep = PagePath.ROOT;
    for (int i = 0; i < 12; i++) {
      deep = deep.below(1);
    }
    assertThat(new StateCopy(source, root).pages(List.of(PagePath.ROOT, deep), 1 << 20)).hasSize(1);
  }

  private List<Entry> all() {
    return entries.entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }
}
