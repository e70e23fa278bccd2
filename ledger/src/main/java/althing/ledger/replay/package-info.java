/**
 * Rebuilding the state from the log: by folding the events, and by running the transactions again
 * (DESIGN §2). Both must end where the headers say.
 */
@NullMarked
package althing.ledger.replay;

import org.jspecify.annotations.NullMarked;
