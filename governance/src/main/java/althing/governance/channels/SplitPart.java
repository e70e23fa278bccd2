package althing.governance.channels;

import java.util.List;

/**
 * A new channel that a split makes.
 *
 * @param weight its share of the treasury among all weights, 0..{@link #MAX_WEIGHT}
 * @param matches which items go there, unless a part before it takes them; at most {@link
 *     #MAX_MATCHES}, none: no items
 */
public record SplitPart(String name, long weight, List<Match> matches) {

  public static final int MAX_PARTS = 16;
  public static final int MAX_MATCHES = 32;
  public static final long MAX_WEIGHT = 1_000_000;

  public SplitPart {
    matches = List.copyOf(matches);
  }

  boolean takes(Item item, Placement placement) {
    return matches.stream().anyMatch(match -> match.matches(item, placement));
  }
}
