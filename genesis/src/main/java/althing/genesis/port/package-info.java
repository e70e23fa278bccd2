/** What this part needs from outside. */
@NullMarked
package althing.genesis.port;

import org.jspecify.annotations.NullMarked;
