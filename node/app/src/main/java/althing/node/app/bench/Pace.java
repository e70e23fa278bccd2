package althing.node.app.bench;

/** How much may be sent now. Shared by all lanes. */
interface Pace {

  /**
   * @param wanted at most this many are allowed
   * @param outstanding sent and not yet seen in a block
   * @return how many may be sent, which then count as sent; 0 means ask again soon
   */
  int allowed(int wanted, long outstanding);

  /** As fast as receipts come back: never more than {@code limit} outstanding. */
  static Pace closedLoop(int limit) {
    return (wanted, outstanding) -> outstanding + wanted <= limit ? wanted : 0;
  }

  /**
   * {@code perSecond} transactions a second whatever comes back, but never more than {@code limit}
   * outstanding.
   */
  static Pace rate(int perSecond, int limit) {
    return new Pace() {
      private final long started = System.nanoTime();
      private long sent;

      @Override
      public synchronized int allowed(int wanted, long outstanding) {
        long due = (long) ((System.nanoTime() - started) / 1e9 * perSecond) - sent;
        if (due < Math.min(wanted, Math.max(1, perSecond / 100)) || outstanding + wanted > limit) {
          return 0;
        }
        int allowed = (int) Math.min(due, wanted);
        sent += allowed;
        return allowed;
      }
    };
  }
}
