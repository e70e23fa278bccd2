package althing.ledger.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.state.MapState;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import org.junit.jupiter.api.Test;

/** RULES 18: the base fee moves with seconds, not with blocks. */
class BaseFeeTest {

  private static final long TARGET = 1_000_000;
  private static final Amount FLOOR = Amount.of(1_000_000_000);
  private final Protocol protocol = new Protocol();
  private final MapState state = new MapState();

  BaseFeeTest() {
    protocol.evolve(state, new ParameterSet("gasTargetPerSecond", TARGET));
    protocol.evolve(state, new ParameterSet("baseFeeFloorWei", FLOOR.toLongExact()));
  }

  private void parent(long millis, Amount fee, long windowGas) {
    protocol.evolve(state, new BlockStarted(1, millis, Address.ZERO, fee, windowGas));
  }

  @Test
  void blocks_of_one_second_share_a_fee_and_add_up_their_gas() {
    parent(1_000, FLOOR.times(2), 300);
    assertThat(BaseFee.next(state, 700, 1_999)).isEqualTo(new BaseFee(FLOOR.times(2), 1_000));
  }

  @Test
  void a_second_of_double_use_or_more_raises_it_by_an_eighth() {
    parent(1_000, FLOOR.times(8), 0);
    assertThat(BaseFee.next(state, 2 * TARGET, 2_000).perGas()).isEqualTo(FLOOR.times(9));
    assertThat(BaseFee.next(state, 90 * TARGET, 2_000).perGas()).isEqualTo(FLOOR.times(9));
  }

  @Test
  void an_idle_second_lowers_it_by_an_eighth_down_to_the_floor() {
    parent(1_000, FLOOR.times(8), 0);
    assertThat(BaseFee.next(state, 0, 2_000).perGas()).isEqualTo(FLOOR.times(7));
    assertThat(BaseFee.next(state, 0, 3_000).perGas())
        .isEqualTo(Amount.of(FLOOR.times(7).toLongExact() / 8 * 7));
    assertThat(BaseFee.next(state, 0, 1_000_000_000_000L).perGas()).isEqualTo(FLOOR);
  }

  @Test
  void use_at_target_leaves_it_and_any_use_above_raises_it() {
    parent(1_000, FLOOR, 0);
    assertThat(BaseFee.next(state, TARGET, 2_000).perGas()).isEqualTo(FLOOR);
    assertThat(BaseFee.next(state, TARGET + 1, 2_000).perGas()).isGreaterThan(FLOOR);
  }

  @Test
  void it_never_falls_under_one_base_unit() {
    protocol.evolve(state, new ParameterSet("baseFeeFloorWei", 0));
    parent(1_000, Amount.ONE, 0);
    assertThat(BaseFee.next(state, 0, 60_000).perGas()).isEqualTo(Amount.ONE);
  }
}
