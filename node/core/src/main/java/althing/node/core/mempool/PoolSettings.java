package althing.node.core.mempool;

/**
 * Limits of the mempool.
 *
 * @param maxCount most transactions in all
 * @param maxBytes most bytes of envelopes in all
 * @param maxPerAccount most transactions of one sender
 * @param maxNonceGap how far above the sender's next nonce a transaction may be
 * @param maxTransactionBytes largest envelope
 * @param expiryMillis how long a transaction may wait
 */
public record PoolSettings(
    int maxCount,
    long maxBytes,
    int maxPerAccount,
    int maxNonceGap,
    int maxTransactionBytes,
    long expiryMillis) {

  public static final PoolSettings DEFAULT =
      new PoolSettings(100_000, 64L << 20, 4_096, 4_096, 128 << 10, 3L * 60 * 60 * 1000);

  public PoolSettings {
    if (maxCount < 1
        || maxPerAccount < 1
        || maxNonceGap < 0
        || maxTransactionBytes < 1
        || maxBytes < maxTransactionBytes
        || expiryMillis < 1) {
      throw new IllegalArgumentException(
          "mempool limits: %d transactions, %d bytes, %d an account, gap %d, %d bytes each, %d ms"
              .formatted(
                  maxCount,
                  maxBytes,
                  maxPerAccount,
                  maxNonceGap,
                  maxTransactionBytes,
                  expiryMillis));
    }
  }
}
