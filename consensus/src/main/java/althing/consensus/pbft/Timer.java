package althing.consensus.pbft;

/** The engine's timers. Each runs at most once at a time; setting it anew replaces it. */
public enum Timer {
  /** The view has lasted as long as its proposer is given. */
  VIEW,
  /** The chain has been without a block for the heartbeat interval. */
  HEARTBEAT,
  /** Time to say again what others may have missed. */
  RESEND
}
