package althing.consensus.pbft.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A case of the Twins generator (Bano and others, 2020): who leads each of the first views, and who
 * hears whom in it. There are four members, the first of which has a twin: two nodes that know
 * nothing of each other and both keep to the rules. Messages of a view pass within a group only.
 *
 * @param turns of views 1, 2 and so on
 */
record Schedule(List<Turn> turns) {

  static final int MEMBERS = 4;

  /** Nodes: the members in their order, then the first one's twin. */
  static final int NODES = MEMBERS + 1;

  /**
   * @param leader position in the set; 0 means both twins
   * @param groups the group of each node; numbers appear in ascending order
   */
  record Turn(int leader, List<Integer> groups) {}

  /** Every partition of the nodes into at most two groups. */
  private static final List<List<Integer>> PARTITIONS = partitions();

  private static final int TURNS = MEMBERS * PARTITIONS.size();

  /** Orders of the nodes that make no difference: of the three others, and of the twins. */
  private static final int[][] SYMMETRIES = symmetries();

  /** Number of schedules of {@code views} views, those included that only differ by names. */
  static long count(int views) {
    long count = 1;
    for (int i = 0; i < views; i++) {
      count *= TURNS;
    }
    return count;
  }

  /**
   * Schedule {@code number} of {@code views} views.
   *
   * @param number below {@link #count}
   */
  static Schedule of(int views, long number) {
    var turns = new ArrayList<Turn>();
    long rest = number;
    for (int i = 0; i < views; i++) {
      int turn = (int) (rest % TURNS);
      turns.add(new Turn(turn % MEMBERS, PARTITIONS.get(turn / MEMBERS)));
      rest /= TURNS;
    }
    return new Schedule(List.copyOf(turns));
  }

  /** Whether no schedule with a smaller number is the same but for names. */
  boolean isFirstOfItsKind() {
    long own = number();
    for (int[] names : SYMMETRIES) {
      if (renamed(names).number() < own) {
        return false;
      }
    }
    return true;
  }

  long number() {
    long number = 0;
    for (Turn turn : turns.reversed()) {
      number = number * TURNS + PARTITIONS.indexOf(turn.groups()) * (long) MEMBERS + turn.leader();
    }
    return number;
  }

  private Schedule renamed(int[] names) {
    var renamed = new ArrayList<Turn>();
    for (Turn turn : turns) {
      Integer[] groups = new Integer[NODES];
      for (int node = 0; node < NODES; node++) {
        groups[names[node]] = turn.groups().get(node);
      }
      renamed.add(
          new Turn(turn.leader() == 0 ? 0 : names[turn.leader()], inOrder(Arrays.asList(groups))));
    }
    return new Schedule(renamed);
  }

  /** The leader of {@code view}; negative: nothing is said of it. */
  int leader(long view) {
    return view <= turns.size() ? turns.get((int) view - 1).leader() : -1;
  }

  /** Whether a message of {@code view} passes. */
  boolean passes(long view, int from, int to) {
    if (view > turns.size()) {
      return true;
    }
    var groups = turns.get((int) Math.max(view, 1) - 1).groups();
    return groups.get(from).equals(groups.get(to));
  }

  private static List<List<Integer>> partitions() {
    var all = new ArrayList<List<Integer>>();
    for (int bits = 0; bits < 1 << (NODES - 1); bits++) {
      var groups = new ArrayList<Integer>();
      for (int node = 0; node < NODES; node++) {
        groups.add(bits << 1 >> node & 1);
      }
      all.add(List.copyOf(groups));
    }
    return List.copyOf(all);
  }

  private static List<Integer> inOrder(List<Integer> groups) {
    int first = groups.getFirst();
    return groups.stream().map(group -> group == first ? 0 : 1).toList();
  }

  private static int[][] symmetries() {
    int[][] others = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};
    var all = new ArrayList<int[]>();
    for (int[] names : others) {
      all.add(new int[] {0, names[0], names[1], names[2], 4});
      all.add(new int[] {4, names[0], names[1], names[2], 0});
    }
    return all.toArray(int[][]::new);
  }
}
