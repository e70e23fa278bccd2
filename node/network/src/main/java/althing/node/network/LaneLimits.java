package althing.node.network;

/**
 * Bounds of one lane of one peer.
 *
 * @param maxMessageBytes largest message, sent or received
 * @param queueBytes most bytes that wait to be sent
 * @param queueMessages most messages that wait to be sent
 * @param messagesPerSecond most messages taken from the peer, with a second's worth in one go
 * @param bytesPerSecond most bytes taken from the peer, with a second's worth in one go
 */
public record LaneLimits(
    int maxMessageBytes,
    long queueBytes,
    int queueMessages,
    long messagesPerSecond,
    long bytesPerSecond) {

  public LaneLimits {
    if (maxMessageBytes < 1
        || queueBytes < maxMessageBytes
        || queueMessages < 1
        || messagesPerSecond < 1
        || bytesPerSecond < 1
        || messagesPerSecond > TokenBucket.MAX_PER_SECOND
        || bytesPerSecond > TokenBucket.MAX_PER_SECOND) {
      throw new IllegalArgumentException(
          "lane limits: message %d bytes, queue %d bytes and %d messages, %d messages and %d bytes a second"
              .formatted(
                  maxMessageBytes, queueBytes, queueMessages, messagesPerSecond, bytesPerSecond));
    }
  }
}
