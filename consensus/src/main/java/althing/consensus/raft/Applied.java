package althing.consensus.raft;

import althing.consensus.Proposal;
import althing.consensus.ValidatorSet;
import althing.consensus.raft.Message.Cast;
import java.util.Optional;

/**
 * A block from the log that counts, is valid and is not final yet.
 *
 * @param term of its entry
 * @param nextSet who votes after it, if it closes its set
 * @param own this node's vote, if it has a seat
 */
record Applied(Proposal block, long term, Optional<ValidatorSet> nextSet, Optional<Cast> own) {}
