package althing.node.core.sync;

/**
 * A question that waits for its answer.
 *
 * @param source that was asked
 * @param last height up to which blocks are wanted
 * @param bytes kept free for the answer
 * @param begunNanos when the first question of this range was sent
 * @param sentNanos when this one was
 */
record Errand(
    Source source,
    long request,
    RangeAssembly assembly,
    long last,
    int bytes,
    long begunNanos,
    long sentNanos) {

  /** Height from which on blocks are wanted, or have come already. */
  long first() {
    return assembly.first();
  }

  boolean covers(long height) {
    return first() <= height && height <= last;
  }
}
