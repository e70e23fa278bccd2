/**
 * The engine of one owner's cluster, whose members may crash and do not lie. A replicated log,
 * which is not here, puts blocks in order; {@link althing.consensus.raft.RaftMachine} says which of
 * them count, when to propose another, and when the members' votes make one final.
 */
@NullMarked
package althing.consensus.raft;

import org.jspecify.annotations.NullMarked;
