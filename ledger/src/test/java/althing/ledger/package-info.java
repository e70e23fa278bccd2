/** What the tests of several packages share. */
@NullMarked
package althing.ledger;

import org.jspecify.annotations.NullMarked;
