package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.node.app.CommandFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each node is told of its links. */
class LinkPlanTest {

  private final LinkPlan plan = new LinkPlan(4, node -> "key" + node);

  @Test
  void whole_links_need_no_words() {
    for (int node = 0; node < 4; node++) {
      assertThat(plan.changesFor(node)).isEmpty();
      assertThat(plan.describe(node)).isEmpty();
    }
    assertThat(plan.linesFor(1))
        .containsExactly("link key0 open", "link key2 open", "link key3 open");
  }

  @Test
  void a_partition_cuts_both_ends_of_every_link_between_groups() {
    plan.partition(List.of(List.of(0, 1), List.of(2, 3)));
    assertThat(plan.changesFor(0)).containsExactly("link key2 cut", "link key3 cut");
    assertThat(plan.changesFor(3)).containsExactly("link key0 cut", "link key1 cut");
    assertThat(plan.linesFor(2))
        .containsExactly("link key0 cut", "link key1 cut", "link key3 open");
    assertThat(plan.describe(1)).isEqualTo("cut off from 2,3");
  }

  @Test
  void nodes_that_no_group_names_stay_together() {
    plan.partition(List.of(List.of(3)));
    assertThat(plan.changesFor(3)).hasSize(3);
    assertThat(plan.changesFor(0)).containsExactly("link key3 cut");
  }

  @Test
  void another_partition_takes_the_place_of_the_first() {
    plan.partition(List.of(List.of(0)));
    plan.partition(List.of(List.of(1)));
    assertThat(plan.changesFor(0)).containsExactly("link key1 cut");
    assertThat(plan.linesFor(2)).contains("link key0 open");
  }

  @Test
  void a_slow_node_is_late_both_ways_and_healing_undoes_all() {
    plan.slow(1, 200);
    plan.slow(2, 50);
    plan.partition(List.of(List.of(0)));
    assertThat(plan.changesFor(1))
        .containsExactly(
            "link key0 cut", "link key0 delay 200", "link key2 delay 250", "link key3 delay 200");
    assertThat(plan.changesFor(3))
        .containsExactly("link key0 cut", "link key1 delay 200", "link key2 delay 50");
    assertThat(plan.describe(1)).isEqualTo("cut off from 0, slow by 200 ms");
    plan.heal();
    for (int node = 0; node < 4; node++) {
      assertThat(plan.changesFor(node)).isEmpty();
    }
  }

  @Test
  void a_partition_of_strangers_or_twins_changes_nothing() {
    assertThatThrownBy(() -> plan.partition(List.of(List.of(0), List.of(4))))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("there is no node 4");
    assertThatThrownBy(() -> plan.partition(List.of(List.of(0, 1), List.of(1))))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("node 1 is named twice");
    assertThat(plan.changesFor(0)).isEmpty();
  }
}
