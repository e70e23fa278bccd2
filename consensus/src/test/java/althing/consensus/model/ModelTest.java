package althing.consensus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of votes as TLA+, and all that can come of them within bounds. */
class ModelTest {

  private static final Check FOUR = Check.of(3, 1, 3, 2);

  @TempDir private Path directory;

  /** F1, P3, G1 to G3: four members, one of which lies in every view. */
  @ParameterizedTest
  @MethodSource
  void the_rules_hold(Check check) throws IOException, InterruptedException, URISyntaxException {
    assertHolds(check, 1);
  }

  static Stream<Check> the_rules_hold() {
    return Stream.of(FOUR);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource
  void the_rules_hold_in_larger_worlds(Check check)
      throws IOException, InterruptedException, URISyntaxException {
    assertHolds(check, 2);
  }

  static Stream<Check> the_rules_hold_in_larger_worlds() {
    return Stream.of(
        Check.of(3, 1, 4, 2),
        Check.of(3, 1, 3, 3),
        // What is left out view by view changes nothing.
        Check.of(3, 1, 2, 2).inAnyOrder(),
        // J4, where nobody can be spared.
        Check.of(3, 0, 2, 1).withLosses(1).lookingAt("Agreement"));
  }

  /** Each rule is needed: without it two final blocks part. */
  @ParameterizedTest
  @ValueSource(strings = {"A3", "G3", "P4"})
  void without_a_rule_final_blocks_part(String rule)
      throws IOException, InterruptedException, URISyntaxException {
    assertFails(FOUR.without(rule).lookingAt("Agreement"));
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource
  void less_obvious_rules_are_needed_too(Check check)
      throws IOException, InterruptedException, URISyntaxException {
    assertFails(check);
  }

  static Stream<Check> less_obvious_rules_are_needed_too() {
    var loss = Check.of(3, 1, 2, 1).withLosses(1);
    var losses = Check.of(3, 1, 3, 1).withChildren(1).withLosses(2);
    return Stream.of(
        FOUR.without("G2").lookingAt("Agreement"),
        loss.without("J4").lookingAt("Agreement"),
        losses.without("one at a time").lookingAt("KeptPromises"));
  }

  /** A model in which nothing happens would promise everything. */
  @ParameterizedTest
  @ValueSource(strings = {"NothingFinal", "NoneFinalByDescendant", "NoneFinalAgain"})
  void blocks_become_final_in_every_way_there_is(String invariant)
      throws IOException, InterruptedException, URISyntaxException {
    assertFails(FOUR.lookingAt(invariant));
  }

  private void assertHolds(Check check, int workers)
      throws IOException, InterruptedException, URISyntaxException {
    var outcome = run(check, workers);
    assertThat(outcome.violated()).describedAs("%s\n%s", check, outcome.output()).isEmpty();
  }

  private void assertFails(Check check)
      throws IOException, InterruptedException, URISyntaxException {
    assertThat(run(check, 1).violated()).isEqualTo(check.invariants().stream().findFirst());
  }

  private ModelChecker.Outcome run(Check check, int workers)
      throws IOException, InterruptedException, URISyntaxException {
    var outcome = ModelChecker.run(check, directory, workers);
    System.out.printf("%s%n  %s%n", check, outcome.states());
    return outcome;
  }
}
