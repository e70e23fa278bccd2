package althing.node.core.gossip;

/** Points against peers; at 100 the transport bans them, and one goes a second. */
final class Penalty {

  /** Bytes that are no message, or not what their hash says. */
  static final int MALFORMED = 50;

  /** A transaction that no honest node has taken in. */
  static final int INVALID = 50;

  /** An answer to a question that was not asked. */
  static final int UNASKED = 20;

  /** More than the allowance. */
  static final int EXCESS = 1;

  private Penalty() {}
}
