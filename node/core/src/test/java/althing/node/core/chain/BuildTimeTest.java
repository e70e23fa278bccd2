package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BuildTimeTest {

  private final BuildTime time = new BuildTime(100);
  private long nowNanos = 5;

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(time.nanos());
  }

  private void rounds(int count, long millis) {
    for (int i = 0; i < count; i++) {
      time.executed(i, nowNanos);
      nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
      time.settled(i, nowNanos);
    }
  }

  @Test
  void blocks_that_are_settled_soon_are_built_in_the_time_that_is_set() {
    assertThat(millis()).isEqualTo(100);
    rounds(50, 40);
    assertThat(millis()).isEqualTo(100);
  }

  @Test
  void half_of_what_a_block_takes_up_to_four_times_the_time_that_is_set() {
    rounds(100, 500);
    assertThat(millis()).isBetween(245L, 250L);
    rounds(100, 5_000);
    assertThat(millis()).isEqualTo(400);
    rounds(100, 40);
    assertThat(millis()).isEqualTo(100);
  }

  @Test
  void one_slow_block_changes_little() {
    rounds(100, 400);
    rounds(1, 1_200);
    assertThat(millis()).isBetween(245L, 251L);
  }

  @Test
  void a_block_that_took_two_attempts_counts_from_the_first() {
    time.executed(7, 0);
    time.executed(7, TimeUnit.MILLISECONDS.toNanos(3_000));
    time.settled(6, TimeUnit.MILLISECONDS.toNanos(3_100));
    assertThat(millis()).isEqualTo(100);
    time.settled(8, TimeUnit.MILLISECONDS.toNanos(3_200));
    assertThat(millis()).isEqualTo(200);
    time.settled(9, TimeUnit.MILLISECONDS.toNanos(9_999));
    assertThat(millis()).isEqualTo(200);
  }
}
