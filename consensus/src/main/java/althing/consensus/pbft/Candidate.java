package althing.consensus.pbft;

import althing.consensus.Judgement;
import althing.consensus.Proposal;
import org.jspecify.annotations.Nullable;

/** A block that is not final, and what is known of it. */
final class Candidate {

  /** How far the application has got with it. */
  enum State {
    KNOWN,
    JUDGING,
    /** It was asked about when its parent was not there; it is asked about again later. */
    POSTPONED,
    VALID,
    INVALID
  }

  final Proposal proposal;
  State state = State.KNOWN;

  /** Of a valid block. */
  Judgement.@Nullable Valid judgement;

  /** Why the block is invalid. */
  String reason = "";

  /** Whether the block is in the journal. */
  boolean journaled;

  Candidate(Proposal proposal) {
    this.proposal = proposal;
  }
}
