/**
 * The command line of Althing, its configuration, and the wiring of the parts into a running node.
 * Start at {@link althing.node.app.Althing}.
 */
@NullMarked
package althing.node.app;

import org.jspecify.annotations.NullMarked;
