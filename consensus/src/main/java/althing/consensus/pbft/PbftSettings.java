package althing.consensus.pbft;

/**
 * Times and bounds of the engine; every node may choose its own.
 *
 * @param heartbeatMillis longest time without a block; 0: an idle chain makes none
 * @param viewMillis how long a proposer is given while there is work
 * @param resendMillis how often a node without progress repeats itself
 * @param maxBackoff how often {@code viewMillis} grows by a fifth while views are skipped
 * @param maxUnfinal how many prepared blocks may wait to become final, at least 1
 */
public record PbftSettings(
    long heartbeatMillis, long viewMillis, long resendMillis, int maxBackoff, int maxUnfinal) {

  public PbftSettings {
    if (heartbeatMillis < 0
        || viewMillis < 1
        || resendMillis < 1
        || maxBackoff < 0
        || maxBackoff > 30
        || maxUnfinal < 1) {
      throw new IllegalArgumentException(
          "heartbeat %d ms, view %d ms, resend %d ms, backoff %d, %d blocks not final"
              .formatted(heartbeatMillis, viewMillis, resendMillis, maxBackoff, maxUnfinal));
    }
  }

  /** A second for a proposer, at most three after many skips; four heights under way. */
  public static PbftSettings standard(long heartbeatMillis) {
    return new PbftSettings(heartbeatMillis, 1_000, 250, 6, 4);
  }

  /** How long a view lasts after {@code skipped} views were skipped one after the other (T2). */
  long viewMillis(int skipped) {
    long millis = viewMillis;
    for (int i = Math.min(skipped, maxBackoff); i > 0; i--) {
      millis += millis / 5 + 1;
    }
    return millis;
  }
}
