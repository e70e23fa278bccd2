package althing.node.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Amount;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a load test counts: each transaction once, and only by a receipt with status 1. */
class TrackerTest {

  private static final int COUNT = 50;

  private final List<Lane> lanes =
      new Presigner(new Transfers(930, Amount.of(1_000_000_000), Amount.ONE), 1000, 1)
          .sign(new long[] {5, 0, 0}, 2, COUNT);
  private Tracker tracker = new Tracker(lanes);

  @BeforeEach
  void startOver() {
    tracker = new Tracker(lanes);
  }

  @Test
  void lanes_hold_all_transfers_each_of_its_own() {
    assertThat(lanes.stream().mapToInt(Lane::size).sum()).isEqualTo(COUNT);
    assertThat(lanes.stream().flatMapToLong(lane -> Arrays.stream(lane.shortHashes())))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_receipt_confirms_once() {
    tracker.submitting(3, 1_000);
    tracker.receipt(lanes.getFirst().shortHashes()[3], true, 2_001_000);
    tracker.receipt(lanes.getFirst().shortHashes()[3], true, 3_000_000);

    assertThat(tracker.confirmed()).isEqualTo(1);
    assertThat(tracker.outstanding()).isZero();
    assertThat(tracker.latencyMicros().getMaxValue()).isEqualTo(2_000);
  }

  @Test
  void a_receipt_of_a_stranger_or_of_nothing_sent_counts_nothing() {
    tracker.receipt(42, true, 1);
    tracker.receipt(lanes.getLast().shortHashes()[0], true, 1);

    assertThat(tracker.confirmed()).isZero();
    assertThat(tracker.outstanding()).isZero();
  }

  @Test
  void a_receipt_with_status_0_is_a_failure() {
    tracker.submitting(0, 1);
    tracker.receipt(lanes.getFirst().shortHashes()[0], false, 5);

    assertThat(tracker.confirmed()).isZero();
    assertThat(tracker.failed()).isEqualTo(1);
  }

  @Test
  void a_refused_transaction_is_not_outstanding_and_can_be_sent_again() {
    tracker.submitting(0, 1);
    tracker.rejected(0);
    assertThat(tracker.outstanding()).isZero();
    assertThat(tracker.submitted()).isZero();

    tracker.submitting(0, 7);
    tracker.receipt(lanes.getFirst().shortHashes()[0], true, 9);
    assertThat(tracker.confirmed()).isEqualTo(1);
    assertThat(tracker.rejected()).isEqualTo(1);
  }

  @Test
  void a_closed_loop_never_has_more_on_the_way_than_its_limit() {
    Pace pace = Pace.closedLoop(100);
    assertThat(pace.allowed(60, 40)).isEqualTo(60);
    assertThat(pace.allowed(60, 41)).isZero();
  }
}
