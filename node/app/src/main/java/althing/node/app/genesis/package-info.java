/** Genesis files on the command line. */
@NullMarked
package althing.node.app.genesis;

import org.jspecify.annotations.NullMarked;
