package althing.consensus.model;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run of the model checker over {@code consensus/model/Pbft.tla}: how large a world, and what
 * must come of it.
 *
 * @param honest members that keep the rules
 * @param liars members that vote for everything
 * @param views in which votes are cast, from 1 on
 * @param heights of blocks, from 1 on
 * @param children that a block may have
 * @param losses of journals
 * @param inOrder whether votes are cast view by view
 * @param leftOut the rules left out
 * @param invariants that are looked at
 */
record Check(
    int honest,
    int liars,
    int views,
    int heights,
    int children,
    int losses,
    boolean inOrder,
    Set<String> leftOut,
    Set<String> invariants) {

  /** What the rules promise. */
  static final Set<String> PROMISES =
      Set.of("Agreement", "OneBlockAView", "SkippedOrFinal", "KeptPromises");

  Check {
    leftOut = Set.copyOf(leftOut);
    invariants = Set.copyOf(invariants);
  }

  /** All rules, view by view, two blocks wherever there may be one. */
  static Check of(int honest, int liars, int views, int heights) {
    return new Check(honest, liars, views, heights, 2, 0, true, Set.of(), PROMISES);
  }

  Check withLosses(int number) {
    return new Check(honest, liars, views, heights, children, number, false, leftOut, invariants);
  }

  Check withChildren(int number) {
    return new Check(honest, liars, views, heights, number, losses, inOrder, leftOut, invariants);
  }

  Check inAnyOrder() {
    return withLosses(0);
  }

  Check without(String rule) {
    return new Check(
        honest, liars, views, heights, children, losses, inOrder, Set.of(rule), invariants);
  }

  Check lookingAt(String invariant) {
    return new Check(
        honest, liars, views, heights, children, losses, inOrder, leftOut, Set.of(invariant));
  }

  /** The checker's configuration. */
  String configuration() {
    return """
    SPECIFICATION Spec
    CONSTANTS
      Honest = {%s}
      Liars = %d
      LastView = %d
      LastHeight = %d
      Marks = {%s}
      Losses = %d
      InOrder = %s
      LeftOut = {%s}
    SYMMETRY Alike
    INVARIANTS %s
    """
        .formatted(
            names("h", honest),
            liars,
            views,
            heights,
            names("x", children),
            losses,
            inOrder ? "TRUE" : "FALSE",
            leftOut.stream().map("\"%s\""::formatted).sorted().collect(Collectors.joining(", ")),
            String.join(" ", new TreeSet<>(invariants)));
  }

  private static String names(String letter, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> letter + number)
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return "%d honest, %d lying, %d views, %d heights, %d blocks each, %d journals lost%s%s: %s"
        .formatted(
            honest,
            liars,
            views,
            heights,
            children,
            losses,
            inOrder ? "" : ", any order",
            leftOut.isEmpty() ? "" : ", without " + String.join(", ", new TreeSet<>(leftOut)),
            String.join(" ", new TreeSet<>(invariants)));
  }
}
