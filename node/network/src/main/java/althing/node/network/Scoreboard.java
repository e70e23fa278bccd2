package althing.node.network;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Points against peers and strangers, and bans (rule N10). Points go down with time; at the
 * threshold a ban follows, and the points begin at 0 again. Remembers a fixed number, the longest
 * forgotten first. For one thread.
 */
final class Scoreboard {

  static final int MAX_ENTRIES = 4_096;

  private record Score(long millipoints, long at) {}

  private final NetworkLimits limits;
  private final Map<Object, Score> scores = bounded();
  private final Map<Object, Long> bans = bounded();

  Scoreboard(NetworkLimits limits) {
    this.limits = limits;
  }

  /** Adds points against a peer; whether it is banned now. */
  boolean penalise(PeerId peer, int points, boolean isStatic, long now) {
    return penalise(
        (Object) peer, points, (isStatic ? limits.staticBan() : limits.ban()).toNanos(), now);
  }

  /** Adds points against an address that strangers use; whether it is banned now. */
  boolean penalise(InetAddress address, int points, long now) {
    return penalise((Object) address, points, limits.ban().toNanos(), now);
  }

  void ban(InetAddress address, long now) {
    bans.put(address, now + limits.ban().toNanos());
  }

  /** Whether a peer or an address is banned. */
  boolean isBanned(Object who, long now) {
    Long until = bans.get(who);
    if (until == null) {
      return false;
    }
    if (until - now > 0) {
      return true;
    }
    bans.remove(who);
    return false;
  }

  int points(PeerId peer, long now) {
    return (int) ((millipoints(peer, now) + 999) / 1_000);
  }

  int size() {
    return scores.size() + bans.size();
  }

  private boolean penalise(Object who, int points, long banNanos, long now) {
    if (points < 0) {
      throw new IllegalArgumentException("points are not negative: " + points);
    }
    long sum = millipoints(who, now) + 1_000L * points;
    if (sum < 1_000L * limits.banAt()) {
      scores.put(who, new Score(sum, now));
      return false;
    }
    scores.remove(who);
    bans.put(who, now + banNanos);
    return true;
  }

  private long millipoints(Object who, long now) {
    Score score = scores.get(who);
    if (score == null) {
      return 0;
    }
    long recovered = (now - score.at()) / 1_000_000 * limits.recoveryPerSecond();
    if (recovered >= score.millipoints()) {
      scores.remove(who);
      return 0;
    }
    return score.millipoints() - recovered;
  }

  private static <V> Map<Object, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Object, V> eldest) {
        return size() > MAX_ENTRIES;
      }
    };
  }
}
