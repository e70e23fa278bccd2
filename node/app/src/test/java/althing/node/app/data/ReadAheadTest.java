package althing.node.app.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps made ahead are the same steps. */
class ReadAheadTest {

  @Test
  void all_steps_come_in_order_and_end() {
    try (var ahead = new ReadAhead()) {
      Iterator<Integer> steps = ahead.of(IntStream.range(0, 1_000).boxed().iterator());
      var seen = new ArrayList<Integer>();
      steps.forEachRemaining(seen::add);

      assertThat(seen).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
      assertThatThrownBy(steps::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void what_a_step_throws_comes_after_the_steps_before_it() {
    try (var ahead = new ReadAhead()) {
      Iterator<Integer> steps =
          ahead.of(IntStream.range(0, 9).map(i -> 12 / (5 - i)).boxed().iterator());
      for (int expected : List.of(2, 3, 4, 6, 12)) {
        assertThat(steps.next()).isEqualTo(expected);
      }

      assertThatThrownBy(steps::next).isInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void no_more_than_a_few_steps_wait() {
    var made = new AtomicInteger();
    var ahead = new ReadAhead();
    Iterator<Integer> steps =
        ahead.of(IntStream.generate(made::incrementAndGet).limit(1_000).boxed().iterator());
    for (int i = 1; i <= 3; i++) {
      assertThat(steps.next()).isEqualTo(i);
    }
    ahead.close();

    assertThat(made).hasValueBetween(3, 3 + ReadAhead.STEPS);
  }
}
