/** The event feed of a node, followed from the command line. */
@NullMarked
package althing.node.app.event;

import org.jspecify.annotations.NullMarked;
