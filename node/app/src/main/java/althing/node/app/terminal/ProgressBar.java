package althing.node.app.terminal;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A line on the error stream that shows how far long work has come. Silent unless the error stream
 * is a terminal, which the launcher says with {@code -Dalthing.terminal=true}.
 */
public final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final long REFRESH_NANOS = 100_000_000;

  private final PrintStream out;
  private final boolean visible;
  private final String what;
  private final long total;
  private final long started = System.nanoTime();
  private long drawn;

  private ProgressBar(PrintStream out, boolean visible, String what, long total) {
    this.out = out;
    this.visible = visible;
    this.what = what;
    this.total = total;
  }

  /**
   * @param what the unit that is counted, as in "events"
   * @param total how many there are, 0 if unknown
   */
  public static ProgressBar of(String what, long total) {
    return new ProgressBar(System.err, Boolean.getBoolean("althing.terminal"), what, total);
  }

  /** Shows that {@code done} are done. Cheap enough to call for each. */
  public synchronized void at(long done) {
    long now = System.nanoTime();
    if (!visible || now - drawn < REFRESH_NANOS && done != total) {
      return;
    }
    drawn = now;
    double seconds = (now - started) / 1e9;
    double rate = seconds > 0 ? done / seconds : 0;
    if (total > 0) {
      int filled = (int) Math.min(WIDTH, WIDTH * done / total);
      out.printf(
          Locale.ROOT,
          "\r[%s%s] %3d %%  %,d of %,d %s, %,.0f/s\033[K",
          "#".repeat(filled),
          "-".repeat(WIDTH - filled),
          Math.min(100, 100 * done / total),
          done,
          total,
          what,
          rate);
    } else {
      out.printf(Locale.ROOT, "\r%,d %s, %,.0f/s\033[K", done, what, rate);
    }
    out.flush();
  }

  /** Clears the line. */
  @Override
  public synchronized void close() {
    if (visible) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
