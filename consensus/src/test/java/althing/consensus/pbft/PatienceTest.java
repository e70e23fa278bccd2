package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.Proposal;
import althing.consensus.pbft.Vote.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Proposal BLOCK = Bench.block(Bench.GENESIS, 1);

  private final Bench bench = Bench.ofMember();

  @Test
  void a_proposer_has_a_second_where_blocks_are_quick() {
    bench.after(new Input.Took(20));

    assertThat(timeIn(2)).isEqualTo(1_000);
  }

  @Test
  void a_proposer_has_longer_where_blocks_take_long() {
    for (int i = 0; i < 30; i++) {
      bench.after(new Input.Took(500));
    }

    assertThat(timeIn(2)).isBetween(1_900L, 2_000L);
  }

  @Test
  void one_slow_block_makes_a_view_three_times_as_long_at_most() {
    bench.after(new Input.Took(Long.MAX_VALUE));

    assertThat(timeIn(2)).isEqualTo(3_000);
  }

  @Test
  void a_slow_block_is_forgotten() {
    bench.after(new Input.Took(Long.MAX_VALUE));
    for (int i = 0; i < 20; i++) {
      bench.after(new Input.Took(10));
    }

    assertThat(timeIn(2)).isEqualTo(1_000);
  }

  @Test
  void a_proposer_that_was_silent_gets_half_the_next_time() {
    skip(1);
    certifyUpTo(5);

    assertThat(timeIn(5)).isEqualTo(500);
  }

  @Test
  void a_proposer_that_was_late_gets_as_long_as_before() {
    skip(1);
    bench.receive(1, Bench.firstProposal(1, BLOCK));
    certifyUpTo(5);

    assertThat(timeIn(5)).isEqualTo(1_000);
  }

  /** Views 2 to {@code last} − 1 end with blocks. */
  private void certifyUpTo(long last) {
    Proposal parent = null;
    for (long view = 2; view < last; view++) {
      var block =
          parent == null
              ? Bench.block(Bench.GENESIS, 1, (int) view)
              : Bench.block(parent.id(), parent.height() + 1, (int) view);
      bench.receive(
          0,
          new Message.Certified(Bench.certificate(Bench.vote(Kind.PREPARE, view, block), 0, 1, 2)));
      parent = block;
    }
  }

  private void skip(long view) {
    bench.receive(0, new Message.Certified(Bench.certificate(Vote.skip(0, view), 0, 1, 2)));
  }

  /** What the view's timer was set to, after the views before it were skipped if need be. */
  private long timeIn(long view) {
    while (bench.machine.standing().view() < view) {
      skip(bench.machine.standing().view());
    }
    bench.after(new Input.WorkArrived());
    List<Effect.SetTimer> timers =
        Bench.only(Effect.SetTimer.class, bench.effects).stream()
            .filter(timer -> timer.timer() == Timer.VIEW)
            .toList();
    return timers.getLast().delayMillis();
  }
}
