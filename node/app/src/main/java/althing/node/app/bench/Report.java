package althing.node.app.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a load test found, for people and for scripts. */
final class Report {

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  /** One figure for scripts. */
  Report put(String name, Object value) {
    values.put(name, value);
    return this;
  }

  /** One finding for people. */
  Report say(String what, String finding) {
    lines.add(String.format(Locale.ROOT, "%-32s %s", what, finding));
    return this;
  }

  /** The distribution of a histogram of microseconds. */
  Report latency(String name, String what, Histogram micros) {
    var entry = new LinkedHashMap<String, Object>();
    entry.put("count", micros.getTotalCount());
    entry.put("p50Micros", micros.getValueAtPercentile(50));
    entry.put("p90Micros", micros.getValueAtPercentile(90));
    entry.put("p99Micros", micros.getValueAtPercentile(99));
    entry.put("p999Micros", micros.getValueAtPercentile(99.9));
    entry.put("maxMicros", micros.getMaxValue());
    put(name, entry);
    return say(
        what,
        "p50 %s, p90 %s, p99 %s, most %s (%d samples)"
            .formatted(
                millis(micros.getValueAtPercentile(50)),
                millis(micros.getValueAtPercentile(90)),
                millis(micros.getValueAtPercentile(99)),
                millis(micros.getMaxValue()),
                micros.getTotalCount()));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
  }

  Map<String, Object> values() {
    return values;
  }

  String text() {
    return String.join("\n", lines);
  }
}
