package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTreeTest {

  /** The definition of RFC 9162 section 2.1.1, word for word. */
  private static Hash definition(List<Bytes> entries) {
    if (entries.isEmpty()) {
      return MerkleHash.EMPTY_ROOT;
    }
    if (entries.size() == 1) {
      return MerkleHash.leaf(entries.getFirst());
    }
    int split = Integer.highestOneBit(entries.size() - 1);
    return MerkleHash.node(
        definition(entries.subList(0, split)), definition(entries.subList(split, entries.size())));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void batches_of_any_size_give_the_root_of_the_definition_and_reopen(long seed) {
    var random = new SplittableRandom(seed);
    var entries = new ArrayList<Bytes>();
    Map<List<Long>, Bytes> stored = new HashMap<>();
    TileSource source =
        (level, index) -> Optional.ofNullable(stored.get(List.of((long) level, index)));
    LogVersion version = EventTree.empty();
    while (entries.size() < 3_000) {
      var batch = new ArrayList<Bytes>();
      int size = random.nextInt(random.nextBoolean() ? 4 : 600);
      for (int i = 0; i < size; i++) {
        byte[] entry = new byte[random.nextInt(40)];
        random.nextBytes(entry);
        batch.add(Bytes.wrap(entry));
      }
      entries.addAll(batch);
      LogUpdate update = EventTree.append(version, batch);
      for (Tile tile : update.tiles()) {
        stored.put(List.of((long) tile.level(), tile.index()), tile.hashes());
      }
      version = update.version();
      assertThat(version.size()).isEqualTo(entries.size());
      assertThat(version.root()).isEqualTo(definition(entries));
      LogVersion reopened = EventTree.open(version.size(), source);
      assertThat(reopened.root()).isEqualTo(version.root());
      if (random.nextBoolean()) {
        version = reopened;
      }
    }
  }
}
