/**
 * What a projection is: events that fold, calls that are decided, work at ticks. Read {@link
 * althing.ledger.projection.Projection} first.
 */
@NullMarked
package althing.ledger.projection;

import org.jspecify.annotations.NullMarked;
