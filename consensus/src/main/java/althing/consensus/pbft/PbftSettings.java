package althing.consensus.pbft;

/**
 * Times and bounds of the engine; every node may choose its own.
 *
 * @param heartbeatMillis longest time without a block; 0: an idle chain makes none
 * @param viewMillis how long a proposer is given at least while there is work; at most it is {@link
 *     #SLOWEST} times as long, where blocks take long
 * @param resendMillis how often a node without progress repeats itself at most; where blocks take
 *     long it waits up to {@link #SLOWEST} times as long
 * @param maxBackoff how often the time for a proposer grows by a fifth while views are skipped
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

  /**
   * How much longer slow blocks alone may make a view, or the time before a node repeats itself.
   */
  static final int SLOWEST = 3;

  /** A second for a proposer, three where blocks take long; four heights under way. */
  public static PbftSettings standard(long heartbeatMillis) {
    return new PbftSettings(heartbeatMillis, 1_000, 250, 6, 4);
  }

  long maxResendMillis() {
    return SLOWEST * resendMillis;
  }

  long maxViewMillis() {
    return SLOWEST * viewMillis;
  }

  /**
   * How long a view lasts (T2).
   *
   * @param usualMillis how long views seem to need
   * @param skipped how many views were skipped one after the other
   */
  long viewMillis(long usualMillis, int skipped) {
    long millis = Math.clamp(usualMillis, viewMillis, maxViewMillis());
    for (int i = Math.min(skipped, maxBackoff); i > 0; i--) {
      millis += millis / 5 + 1;
    }
    return millis;
  }
}
