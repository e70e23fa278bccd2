/** JSON documents from outside. */
@NullMarked
package althing.ledger.json;

import org.jspecify.annotations.NullMarked;
