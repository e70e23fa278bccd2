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
  void clusters_make_blocks_in_trouble_too() {
    long blocks =
        LongStream.range(0, 10).map(seed -> new ClusterWorld(seed, 3).run(10_000).highest()).sum();
    assertThat(blocks).isGreaterThan(100);
  }
}
