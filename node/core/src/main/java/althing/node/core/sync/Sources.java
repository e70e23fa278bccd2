package althing.node.core.sync;

import althing.node.network.PeerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The connected peers that have said to have more than this node. */
final class Sources {

  private final Map<PeerId, Source> byPeer = new TreeMap<>();

  @Nullable Source get(PeerId peer) {
    return byPeer.get(peer);
  }

  Source getOrAdd(PeerId peer, long now) {
    return byPeer.computeIfAbsent(peer, _ -> new Source(peer, now));
  }

  void remove(PeerId peer) {
    byPeer.remove(peer);
  }

  void clear() {
    byPeer.clear();
  }

  /** Waits for nobody any more. */
  void giveUp() {
    byPeer.values().forEach(Source::giveUp);
  }

  /** Questions that wait for an answer. */
  List<Errand> errands() {
    var errands = new ArrayList<Errand>();
    for (Source source : byPeer.values()) {
      Errand errand = source.errand();
      if (errand != null) {
        errands.add(errand);
      }
    }
    return errands;
  }

  /** The quickest of those that may be asked for the block at {@code height} now. */
  @Nullable Source free(long height, long now) {
    return byPeer.values().stream()
        .filter(source -> source.isFree(now) && source.has(height))
        .min(Comparator.comparingLong(Source::paceNanos))
        .orElse(null);
  }

  /** How many say to have more than {@code height}. */
  int above(long height) {
    return (int) byPeer.values().stream().filter(source -> source.claim() > height).count();
  }

  /** The newest height that anybody says to have; 0 if nobody is believed. */
  long highest() {
    return byPeer.values().stream().mapToLong(Source::claim).max().orElse(0);
  }

  /** The newest height that more than a third say to have; 0 if nobody is believed. */
  long credible() {
    var claims = new ArrayList<Long>();
    for (Source source : byPeer.values()) {
      if (source.claim() > 0) {
        claims.add(source.claim());
      }
    }
    claims.sort(Comparator.reverseOrder());
    return claims.isEmpty() ? 0 : claims.get((claims.size() - 1) / 3);
  }
}
