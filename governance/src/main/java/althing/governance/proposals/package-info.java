/**
 * Proposals: how the network changes itself (RULES 8). {@link althing.governance.proposals.Track}
 * says what a kind of proposal needs, {@code Curve} how that falls with time, {@code Deciding} what
 * a tally means at the end of an epoch.
 */
@NullMarked
package althing.governance.proposals;

import org.jspecify.annotations.NullMarked;
