package althing.consensus.pbft;

import althing.consensus.Proposal;
import althing.consensus.Signature;

/** What the engine must not forget, in the order it happened (rules J1 to J4). */
public sealed interface JournalRecord {

  /** What was voted for before is not known; nothing is voted for until a {@link Floor} follows. */
  record Forgotten() implements JournalRecord {}

  /**
   * Nothing is voted for in views up to this one: what a node without its journal may have done.
   */
  record Floor(long epoch, long view) implements JournalRecord {}

  /** This node's vote. It is in the journal before it leaves the node. */
  record OwnVote(Vote vote, Signature signature) implements JournalRecord {}

  /** A block this node prepares, so that it can hand it out after a restart. */
  record Block(Proposal block) implements JournalRecord {}

  /** A certificate that took this node into a later view, or by which a block is final. */
  record Certificate(QuorumCertificate certificate) implements JournalRecord {}
}
