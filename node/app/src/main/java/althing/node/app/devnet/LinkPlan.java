package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What was done to the links between the nodes: which are cut, and whose messages are late. A node
 * that starts again is told what concerns it.
 */
final class LinkPlan {

  private final IntFunction<String> keys;
  private final boolean[][] cut;
  private final long[] slowness;

  /**
   * @param keys public key of each node, in hexadecimal digits
   */
  LinkPlan(int nodes, IntFunction<String> keys) {
    this.keys = keys;
    cut = new boolean[nodes][nodes];
    slowness = new long[nodes];
  }

  /**
   * Cuts the links between nodes of different groups and mends those within one. Nodes that no
   * group names make up one more.
   */
  void partition(List<List<Integer>> groups) {
    int[] groupOf = new int[slowness.length];
    Arrays.fill(groupOf, -1);
    for (int group = 0; group < groups.size(); group++) {
      for (int node : groups.get(group)) {
        if (node < 0 || node >= groupOf.length) {
          throw CommandFailure.usage("there is no node " + node);
        }
        if (groupOf[node] >= 0) {
          throw CommandFailure.usage("node " + node + " is named twice");
        }
        groupOf[node] = group;
      }
    }
    for (int from = 0; from < cut.length; from++) {
      for (int to = 0; to < cut.length; to++) {
        cut[from][to] = groupOf[from] != groupOf[to];
      }
    }
  }

  /** Makes every message from this node and to it later. */
  void slow(int node, long millis) {
    slowness[node] = millis;
  }

  void heal() {
    for (boolean[] row : cut) {
      Arrays.fill(row, false);
    }
    Arrays.fill(slowness, 0);
  }

  /** What a node that starts must be told; nothing of links that are whole. */
  List<String> changesFor(int node) {
    return lines(node, false);
  }

  /** All that can be told to a node of its links, also of those that are whole. */
  List<String> linesFor(int node) {
    return lines(node, true);
  }

  /** What is done to this node's links, for people; empty when nothing is. */
  String describe(int node) {
    var words = new ArrayList<String>();
    List<String> apart = new ArrayList<>();
    for (int peer = 0; peer < cut.length; peer++) {
      if (cut[node][peer]) {
        apart.add(Integer.toString(peer));
      }
    }
    if (!apart.isEmpty()) {
      words.add("cut off from " + String.join(",", apart));
    }
    if (slowness[node] > 0) {
      words.add("slow by " + slowness[node] + " ms");
    }
    return String.join(", ", words);
  }

  private List<String> lines(int node, boolean whole) {
    var lines = new ArrayList<String>();
    for (int peer = 0; peer < cut.length; peer++) {
      if (peer == node) {
        continue;
      }
      String link = "link " + keys.apply(peer) + " ";
      long delay = slowness[node] + slowness[peer];
      if (cut[node][peer]) {
        lines.add(link + "cut");
      } else if (whole) {
        lines.add(link + "open");
      }
      if (delay > 0) {
        lines.add(link + "delay " + delay);
      }
    }
    return lines;
  }
}
