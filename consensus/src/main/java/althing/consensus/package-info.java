/**
 * Agreement on the next block, which is never opened here. Read {@link
 * althing.consensus.Application} first: it is all that an engine knows of a chain.
 */
@NullMarked
package althing.consensus;

import org.jspecify.annotations.NullMarked;
