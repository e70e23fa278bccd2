package althing.consensus.pbft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Four members, one with a twin, under every leader and partition (ATTACKS L10). */
class TwinsTest {

  @Test
  void networks_with_a_twin_agree_and_recover_whoever_leads_and_is_heard() {
    for (long index = 0; index < 300; index++) {
      assertThat(Twins.failure(Twins.sampled(5, index))).isEmpty();
    }
  }

  @Test
  void some_of_all_schedules_of_three_views() {
    for (long number = 0; number < Schedule.count(3); number += 1_301) {
      assertThat(Twins.failure(Schedule.of(3, number))).isEmpty();
    }
  }

  @Test
  @Tag("nightly")
  void all_schedules_of_three_views() {
    long run = 0;
    for (long number = 0; number < Schedule.count(3); number++) {
      Schedule schedule = Schedule.of(3, number);
      if (schedule.isFirstOfItsKind()) {
        assertThat(Twins.failure(schedule)).isEmpty();
        run++;
      }
    }
    assertThat(run).isGreaterThan(Schedule.count(3) / 12);
  }

  @Test
  @Tag("nightly")
  void a_hundred_thousand_schedules_of_five_views() {
    for (long index = 0; index < 100_000; index++) {
      assertThat(Twins.failure(Twins.sampled(5, index))).isEmpty();
    }
  }

  // ---------------------------------------------------------------------------- the generator

  @Test
  void a_number_names_one_schedule() {
    var schedules = new HashSet<Schedule>();
    for (long number = 0; number < Schedule.count(2); number++) {
      Schedule schedule = Schedule.of(2, number);
      assertThat(schedule.number()).isEqualTo(number);
      schedules.add(schedule);
    }
    assertThat(schedules).hasSize(64 * 64);
  }

  /**
   * Counted by hand: the others alike, the twins alike. With the twins in one group 0 to 3 others
   * are with them, with the twins apart the others split into unordered halves 3+0 and 2+1. The
   * leader is the twins, or one of the others on either side.
   */
  @Test
  void of_schedules_that_differ_by_names_one_is_chosen() {
    long kinds =
        LongStream.range(0, Schedule.count(1))
            .mapToObj(number -> Schedule.of(1, number))
            .filter(Schedule::isFirstOfItsKind)
            .count();

    assertThat(kinds).isEqualTo((2 + 3 + 3 + 2) + (2 + 3));
  }

  @Test
  void messages_pass_within_a_group_only_while_the_schedule_lasts() {
    var schedule = new Schedule(List.of(new Schedule.Turn(2, List.of(0, 1, 0, 1, 1))));

    assertThat(schedule.leader(1)).isEqualTo(2);
    assertThat(schedule.passes(1, 0, 2)).isTrue();
    assertThat(schedule.passes(1, 0, 4)).isFalse();
    assertThat(schedule.leader(2)).isNegative();
    assertThat(schedule.passes(2, 0, 4)).isTrue();
  }
}
