package althing.node.app.devnet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node is, as the console and {@code althing devnet status} show it.
 *
 * @param vitals empty when it does not answer
 * @param note what else there is to say: how it ended, what is done to its links
 */
record NodeStatus(
    int number, NodeState state, Optional<Vitals> vitals, @Nullable String rpcUrl, String note) {

  static String title() {
    return row("node", "state", "height", "epoch", "view", "peers", "pool", "JSON-RPC", "");
  }

  String row() {
    return row(
        Integer.toString(number),
        state.text(),
        text(vitals.map(Vitals::height)),
        text(vitals.map(Vitals::epoch)),
        text(vitals.map(Vitals::view)),
        text(vitals.map(Vitals::peers)),
        text(vitals.map(Vitals::pool)),
        rpcUrl == null ? "-" : rpcUrl,
        note);
  }

  /** In few words, for a log. */
  String brief() {
    String height = vitals.map(it -> " at " + text(Optional.of(it.height()))).orElse("");
    return number + " " + state.text() + height + (note.isEmpty() ? "" : " (" + note + ")");
  }

  /** As JSON; what is not known is left out. */
  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("node", number);
    json.put("state", state.text());
    if (rpcUrl != null) {
      json.put("rpcUrl", rpcUrl);
    }
    vitals.ifPresent(known -> {
      putKnown(json, "height", known.height());
      putKnown(json, "epoch", known.epoch());
      putKnown(json, "view", known.view());
      putKnown(json, "peers", known.peers());
      putKnown(json, "pool", known.pool());
    });
    if (!note.isEmpty()) {
      json.put("note", note);
    }
    return json;
  }

  /** All of them, for people. */
  static String table(List<NodeStatus> nodes) {
    var table = new StringBuilder(title());
    nodes.forEach(node -> table.append('\n').append(node.row()));
    return table.toString();
  }

  private static void putKnown(Map<String, Object> json, String name, long value) {
    if (value >= 0) {
      json.put(name, value);
    }
  }

  private static String text(Optional<Long> value) {
    return value.filter(known -> known >= 0).map(known -> Long.toString(known)).orElse("-");
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%4s  %-8s  %9s  %6s  %5s  %5s  %7s  %-22s  %s", cells)
        .stripTrailing();
  }
}
