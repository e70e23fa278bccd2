/**
 * The engine of a chain with one validator, for development: {@link
 * althing.consensus.single.SingleEngine#step} is all of it, without a thread or a clock.
 */
@NullMarked
package althing.consensus.single;

import org.jspecify.annotations.NullMarked;
