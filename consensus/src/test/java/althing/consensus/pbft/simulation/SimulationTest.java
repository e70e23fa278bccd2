package althing.consensus.pbft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS L10 and R9 and whatever else a network may do, under seeds. */
class SimulationTest {

  /** A few of the hundred thousand that run at night; {@code build/simulate SEED} shows one. */
  @Test
  void networks_agree_and_recover_whatever_befalls_them() {
    for (long seed = 1; seed <= 300; seed++) {
      assertThat(Swarm.failure(Scenario.drawn(seed), false)).isEmpty();
    }
  }

  /** Seeds that once failed, each for another reason. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {268, 868, 2658, 2663, 3140, 3982, 4068, 11_020})
  void what_went_wrong_once_goes_right(long seed) {
    assertThat(Swarm.failure(Scenario.drawn(seed), false)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 14, 159})
  void the_same_seed_gives_the_same_run(long seed) {
    var scenario = Scenario.drawn(seed);

    assertThat(new World(scenario, false).run()).isEqualTo(new World(scenario, true).run());
  }
}
