/**
 * The journal of the {@code pbft} engine on disk: what this node voted for, synced before a vote
 * leaves it. {@link althing.node.core.journal.JournalFile} is all that others use.
 */
@NullMarked
package althing.node.core.journal;

import org.jspecify.annotations.NullMarked;
