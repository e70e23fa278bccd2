package althing.consensus.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clusters in trouble have one chain, and go on when the trouble ends. */
class ClusterWorldTest {

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void members_in_trouble_agree_and_a_healed_cluster_makes_progress(long seed) {
    int members = 1 + (int) (seed % 5);
    new ClusterWorld(seed, members).run(5_000).heal().requireProgress(20_000);
  }

  @Test
  void trouble_does_not_keep_all_clusters_from_making_blocks() {
    var world = new ClusterWorld(1, 3).run(30_000);
    assertThat(world.nodes).anyMatch(node -> node.height() > 50);
  }
}
