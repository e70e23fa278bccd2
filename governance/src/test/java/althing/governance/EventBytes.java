package althing.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.Registry;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the bytes of every event hierarchy have to do; each keeps those it was introduced with. */
public final class EventBytes {

  private EventBytes() {}

  /**
   * Checks one sample of each variant of a hierarchy.
   *
   * @param golden resource with a line for each variant: its name and its bytes
   */
  public static void check(
      Registry registry, Class<? extends Event> hierarchy, String golden, List<Event> samples) {
    Set<String> variants =
        Stream.of(hierarchy.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());
    var known = new TreeMap<String, String>();
    text(golden)
        .lines()
        .forEach(line ->
            known.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
    var found = new TreeMap<String, String>();
    var types = new HashSet<Integer>();
    for (Event sample : samples) {
      RecordedEvent recorded = registry.record(sample, 99, 7, 1, 4);
      Bytes encoded = recorded.encoded();
      found.put(sample.getClass().getSimpleName(), encoded.toHex());
      assertThat(types.add(recorded.type())).isTrue();
      assertThat(registry.decode(99, encoded)).isEqualTo(recorded);
      assertThatThrownBy(() -> registry.decode(99, encoded.concat(Bytes.of((byte) 0))))
          .isInstanceOf(MalformedException.class);
      for (int size = 0; size < encoded.size(); size++) {
        Bytes cut = encoded.slice(0, size);
        assertThatThrownBy(() -> registry.decode(99, cut)).isInstanceOf(MalformedException.class);
      }
    }
    assertThat(found.keySet()).isEqualTo(variants);
    assertThat(found).isEqualTo(known);
  }

  private static String text(String resource) {
    try (InputStream in = EventBytes.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
