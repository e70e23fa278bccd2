package althing.ledger.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.protocol.ProtocolEvent.BlockStarted;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.state.EmptyState;
import althing.ledger.state.Overlay;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import org.junit.jupiter.api.Test;

/** The length of an epoch can be changed without moving those that were. */
class EpochLengthTest {

  private static final long GENESIS = 1_000_000;

  private final Protocol protocol = new Protocol();
  private final Overlay state = new Overlay(EmptyState.INSTANCE);

  EpochLengthTest() {
    protocol.evolve(
        state, new ChainStarted(Amount.of(1), GENESIS, "single", Bytes.wrap(new byte[32])));
    length(1_000);
    protocol.evolve(state, new BlockStarted(0, GENESIS, Address.ZERO, Amount.ONE, 0));
  }

  private void length(long millis) {
    protocol.evolve(state, new ParameterSet(Parameters.EPOCH_MILLIS, millis));
  }

  private void reach(long epoch) {
    protocol.evolve(state, new TickEnded(epoch, 0));
  }

  private long epochAt(long millisAfterGenesis) {
    return Protocol.epochAt(state, GENESIS + millisAfterGenesis);
  }

  @Test
  void epochs_have_the_length_that_genesis_gives() {
    assertThat(epochAt(0)).isZero();
    assertThat(epochAt(999)).isZero();
    assertThat(epochAt(1_000)).isEqualTo(1);
    assertThat(epochAt(12_345)).isEqualTo(12);
    assertThat(Protocol.epochStartMillis(state, 12)).isEqualTo(GENESIS + 12_000);
  }

  @Test
  void the_epoch_in_which_the_length_changes_keeps_its_beginning() {
    reach(12);
    length(5_000);
    assertThat(epochAt(12_000)).isEqualTo(12);
    assertThat(epochAt(16_999)).isEqualTo(12);
    assertThat(epochAt(17_000)).isEqualTo(13);
    reach(14);
    length(1_000);
    assertThat(epochAt(22_000)).isEqualTo(14);
    assertThat(epochAt(23_000)).isEqualTo(15);
    assertThat(Protocol.epochStartMillis(state, 20)).isEqualTo(GENESIS + 28_000);
  }
}
