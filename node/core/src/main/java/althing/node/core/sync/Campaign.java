package althing.node.core.sync;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From being behind to not being so any more, as the log tells it. */
final class Campaign {

  private static final Logger LOG = LoggerFactory.getLogger(Campaign.class);
  private static final long LOG_MILLIS = 5_000;
  private static final long MILLI = 1_000_000;

  private final long starting;
  private final long begunNanos;
  private long toldHeight;
  private long toldNanos;

  Campaign(long starting, long now) {
    this.starting = starting;
    begunNanos = now;
    toldHeight = starting;
    toldNanos = now;
  }

  /** Height at which it began. */
  long starting() {
    return starting;
  }

  /** A line every five seconds. */
  void goesOn(long height, long target, int peers, long now) {
    long millis = (now - toldNanos) / MILLI;
    if (millis >= LOG_MILLIS) {
      long rate = (height - toldHeight) * 1_000 / millis;
      LOG.info(
          "syncing: height {} of {}, {} blocks/s, {} peers have more", height, target, rate, peers);
      toldHeight = height;
      toldNanos = now;
    }
  }

  void ends(long height, long now) {
    LOG.info(
        "nobody is known to be above height {}: {} blocks in {} ms",
        height,
        height - starting,
        (now - begunNanos) / MILLI);
  }
}
