package althing.ledger.log;

import althing.ledger.types.MalformedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a tile or of an entry bundle below a log's address, as C2SP tlog-tiles spells it: a
 * tile is {@code tile/0/x001/234}, the first five hashes of it {@code tile/0/x001/234.p/5}, the
 * entries under them {@code tile/entries/x001/234.p/5}.
 *
 * @param level of the tile, or {@link #ENTRIES}
 * @param width 1..256
 */
public record TilePath(int level, long index, int width) {

  /** In place of a level: the entries themselves. */
  public static final int ENTRIES = -1;

  private static final int GROUP = 1000;
  private static final Pattern FORM =
      Pattern.compile("tile/(entries|[0-6])/((?:x\\d{3}/){0,6}\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

  public TilePath {
    if (level < ENTRIES || level >= Tile.LEVELS || index < 0) {
      throw new IllegalArgumentException("no tile %d of level %d".formatted(index, level));
    }
    if (width < 1 || width > Tile.WIDTH) {
      throw new IllegalArgumentException("tile width %d is not in 1..256".formatted(width));
    }
  }

  public static TilePath ofEntries(long index, int width) {
    return new TilePath(ENTRIES, index, width);
  }

  /**
   * Reads a name.
   *
   * @throws MalformedException if it is not the one way to spell a tile; levels above 6 and indexes
   *     of more than 63 bits do not exist in this log
   */
  public static TilePath parse(String path) {
    Matcher form = FORM.matcher(path);
    if (path.length() > 64 || !form.matches()) {
      throw new MalformedException("tile path: not of the form tile/<L>/<N>[.p/<W>]");
    }
    int level = form.group(1).equals("entries") ? ENTRIES : Integer.parseInt(form.group(1));
    int width = form.group(3) == null ? Tile.WIDTH : Integer.parseInt(form.group(3));
    if (form.group(3) != null && width >= Tile.WIDTH) {
      throw new MalformedException("tile path: partial width " + width + " is not in 1..255");
    }
    String digits = form.group(2).replace("x", "").replace("/", "");
    if (digits.length() > 3 && digits.startsWith("000")) {
      throw new MalformedException("tile path: index " + form.group(2) + " opens with zeros");
    }
    try {
      return new TilePath(level, Long.parseLong(digits), width);
    } catch (NumberFormatException _) {
      throw new MalformedException("tile path: index " + form.group(2) + " is above 2^63 - 1");
    }
  }

  @Override
  public String toString() {
    var groups = new StringBuilder("%03d".formatted(index % GROUP));
    for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
      groups.insert(0, "x%03d/".formatted(rest % GROUP));
    }
    return "tile/%s/%s%s"
        .formatted(
            level == ENTRIES ? "entries" : Integer.toString(level),
            groups,
            width == Tile.WIDTH ? "" : ".p/" + width);
  }
}
