package althing.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {

  private static Bytes key(int n) {
    return Bytes.of((byte) 7, (byte) n);
  }

  private static Bytes value(int n) {
    return Bytes.of((byte) (n + 1));
  }

  /** Any mix of writes, removals, scans, commits and rollbacks behaves as a plain map would. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void it_reads_as_a_map_with_the_changes_applied(long seed) {
    var random = new SplittableRandom(seed);
    var base = new MapState();
    for (int i = 0; i < 40; i++) {
      base.put(key(random.nextInt(64)), value(i));
    }
    Map<Bytes, Bytes> untouched = base.entries();
    var overlay = new Overlay(base);
    var expected = new TreeMap<>(base.entries());
    for (int transaction = 0; transaction < 50; transaction++) {
      var before = new TreeMap<>(expected);
      overlay.begin();
      for (int i = 0; i < 8; i++) {
        Bytes key = key(random.nextInt(64));
        if (random.nextInt(3) == 0) {
          overlay.remove(key);
          expected.remove(key);
        } else {
          Bytes value = value(random.nextInt(100));
          overlay.put(key, value);
          expected.put(key, value);
        }
      }
      if (random.nextBoolean()) {
        overlay.rollback();
        expected = before;
      }
      overlay.commit();
      assertThat(scan(overlay, Bytes.of((byte) 7))).isEqualTo(expected);
      for (int i = 0; i < 64; i++) {
        assertThat(overlay.get(key(i))).isEqualTo(expected.get(key(i)));
      }
    }
    assertThat(base.entries()).isEqualTo(untouched);
    overlay.applyTo(base);
    assertThat(base.entries()).isEqualTo(expected);
  }

  @Test
  void a_scan_starts_where_asked_and_stops_when_told() {
    var base = new MapState();
    var overlay = new Overlay(base);
    base.put(key(1), value(1));
    base.put(key(3), value(3));
    overlay.put(key(2), value(2));
    overlay.put(key(4), value(4));
    overlay.put(Bytes.of((byte) 8), value(5));
    var seen = new ArrayList<Bytes>();
    overlay.scan(
        Bytes.of((byte) 7),
        key(2),
        (key, value) -> {
          seen.add(key);
          return seen.size() < 2;
        });
    assertThat(seen).isEqualTo(List.of(key(2), key(3)));
  }

  private static Map<Bytes, Bytes> scan(StateReader state, Bytes prefix) {
    var entries = new TreeMap<Bytes, Bytes>();
    state.scan(
        prefix,
        prefix,
        (key, value) -> {
          assertThat(entries.put(key, value)).isNull();
          return true;
        });
    return entries;
  }
}
