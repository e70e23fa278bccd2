package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 129})
  void a_ring_has_2_to_128_members(int size) {
    assertThatThrownBy(() -> Votes.ring(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a ring has 2 to 128 members, not " + size);
    assertThat(Votes.ring(2).members()).hasSize(2);
    assertThat(Votes.ring(128).members()).hasSize(128);
  }

  @Test
  void a_key_stands_in_it_once() {
    var members = new ArrayList<>(Votes.ring(3).members());
    members.add(2, members.get(1));

    assertRefused(members, "ring member 2 repeats member 1");
  }

  @Test
  void keys_stand_in_ascending_order() {
    var members = new ArrayList<>(Votes.ring(4).members());
    Collections.swap(members, 2, 3);

    assertRefused(members, "ring member 3 is below member 2");
  }

  @Test
  void a_ring_does_not_change_with_the_list_it_was_made_of() {
    var members = new ArrayList<>(Votes.ring(3).members());
    var ring = new Ring(members);
    members.clear();

    assertThat(ring).isEqualTo(Votes.ring(3));
  }

  @Test
  void the_hash_tells_rings_apart() {
    assertThat(Votes.ring(3).hash()).isEqualTo(Votes.ring(3).hash());
    assertThat(List.of(Votes.ring(2).hash(), Votes.ring(3).hash(), Votes.ring(4).hash()))
        .doesNotHaveDuplicates();
  }

  private static void assertRefused(List<CurvePoint> members, String message) {
    assertThatThrownBy(() -> new Ring(members))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
