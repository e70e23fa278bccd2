/** Projection entries: reading, overlaying, authenticating. */
@NullMarked
package althing.ledger.state;

import org.jspecify.annotations.NullMarked;
