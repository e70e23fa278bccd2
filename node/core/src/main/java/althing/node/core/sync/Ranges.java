package althing.node.core.sync;

import althing.node.network.PeerId;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ranges that were fetched and are not final yet, by their first height. They may overlap, since a
 * range goes on to a certificate.
 */
final class Ranges {

  /** Ranges end at multiples of this height, or at the first certificate after it. */
  static final int STEP = 128;

  private final NavigableMap<Long, Range> byFirst = new TreeMap<>();

  /** Heights that are not held and that nobody was asked for. */
  record Gap(long first, long last) {}

  /** Keeps a range, unless one with the same first block is held. */
  void add(Range range) {
    byFirst.putIfAbsent(range.first(), range);
  }

  boolean contains(Range range) {
    return range.equals(byFirst.get(range.first()));
  }

  /** Lets go of what has become final. */
  void dropUpTo(long height) {
    byFirst.values().removeIf(range -> range.last() <= height);
  }

  void dropFrom(PeerId peer) {
    byFirst.values().removeIf(range -> range.peer().equals(peer));
  }

  void clear() {
    byFirst.clear();
  }

  long bytes() {
    long bytes = 0;
    for (Range range : byFirst.values()) {
      bytes += range.bytes();
    }
    return bytes;
  }

  /** The range with the block at {@code height} that goes furthest. */
  @Nullable Range at(long height) {
    return byFirst.headMap(height, true).values().stream()
        .filter(range -> range.covers(height))
        .max(Comparator.comparingLong(Range::last))
        .orElse(null);
  }

  /** The lowest height from {@code from} on that is not held. */
  long missing(long from) {
    long at = from;
    for (Range range = at(at); range != null; range = at(at)) {
      at = range.last() + 1;
    }
    return at;
  }

  /** The lowest gap from {@code from} on; it ends at a multiple of {@link #STEP} at the latest. */
  Gap gap(long from, List<Errand> errands) {
    long first = from;
    for (long last = covered(first, errands); last >= first; last = covered(first, errands)) {
      first = last + 1;
    }
    long last = (first + STEP - 1) / STEP * STEP;
    Long nextHeld = byFirst.higherKey(first);
    if (nextHeld != null) {
      last = Math.min(last, nextHeld - 1);
    }
    for (Errand errand : errands) {
      if (errand.first() > first) {
        last = Math.min(last, errand.first() - 1);
      }
    }
    return new Gap(first, last);
  }

  /** How far the heights from {@code at} on are held or asked for; below it if they are not. */
  private long covered(long at, List<Errand> errands) {
    Range range = at(at);
    long covered = range == null ? at - 1 : range.last();
    for (Errand errand : errands) {
      if (errand.covers(at)) {
        covered = Math.max(covered, errand.last());
      }
    }
    return covered;
  }
}
