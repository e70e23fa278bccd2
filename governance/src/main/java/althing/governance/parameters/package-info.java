/** What governance reads from the parameters of the chain. */
@NullMarked
package althing.governance.parameters;

import org.jspecify.annotations.NullMarked;
