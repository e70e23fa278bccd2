/** What the ledger needs from outside; {@code node} supplies it. */
@NullMarked
package althing.ledger.port;

import org.jspecify.annotations.NullMarked;
