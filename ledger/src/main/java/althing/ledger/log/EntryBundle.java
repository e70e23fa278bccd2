package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries under a tile of level 0 as C2SP tlog-tiles serves them: each as its length(2) and its
 * bytes, one after the other.
 */
public final class EntryBundle {

  /** The longest entry that a bundle can hold. */
  public static final int MAX_ENTRY = 0xffff;

  private EntryBundle() {}

  /**
   * Joins 1 to 256 entries.
   *
   * @throws IllegalArgumentException if there are none or more, or one is too long
   */
  public static Bytes encode(List<Bytes> entries) {
    requireCount(entries.size());
    var parts = new ArrayList<byte[]>();
    for (Bytes entry : entries) {
      if (entry.size() > MAX_ENTRY) {
        throw new IllegalArgumentException(
            "an entry of %d bytes, at most %d".formatted(entry.size(), MAX_ENTRY));
      }
      parts.add(new byte[] {(byte) (entry.size() >>> 8), (byte) entry.size()});
      parts.add(entry.unsafeArray());
    }
    return Bytes.wrap(Bytes.concat(parts.toArray(byte[][]::new)));
  }

  /**
   * Splits a bundle of {@code count} entries.
   *
   * @throws MalformedException if the bytes end early or go on
   */
  public static List<Bytes> decode(Bytes bundle, int count) {
    requireCount(count);
    var entries = new ArrayList<Bytes>(count);
    int at = 0;
    for (int i = 0; i < count; i++) {
      requireBytes(bundle, at + 2, i);
      int length = (bundle.get(at) & 0xff) << 8 | bundle.get(at + 1) & 0xff;
      at += 2;
      requireBytes(bundle, at + length, i);
      entries.add(bundle.slice(at, at + length));
      at += length;
    }
    if (at != bundle.size()) {
      throw new MalformedException(
          "entry bundle: %d bytes left over at offset %d".formatted(bundle.size() - at, at));
    }
    return entries;
  }

  private static void requireBytes(Bytes bundle, int end, int entry) {
    if (bundle.size() < end) {
      throw new MalformedException(
          "entry bundle: ends at offset %d within entry %d".formatted(bundle.size(), entry));
    }
  }

  private static void requireCount(int count) {
    if (count < 1 || count > Tile.WIDTH) {
      throw new IllegalArgumentException(count + " entries in a bundle, not 1 to 256");
    }
  }
}
