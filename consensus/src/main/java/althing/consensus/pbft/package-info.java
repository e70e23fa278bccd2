/**
 * The {@code pbft} engine: agreement that survives fewer than a third of the validators lying. Read
 * {@link althing.consensus.pbft.Vote} and {@link althing.consensus.pbft.VoteGuard} first, then
 * {@link althing.consensus.pbft.PbftMachine}, which is all of the protocol without a thread, a
 * clock or a file. The rules that comments name are in the module's README.
 */
@NullMarked
package althing.consensus.pbft;

import org.jspecify.annotations.NullMarked;
