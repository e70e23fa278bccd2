/** Running a node: wiring its parts, and the commands that start one. */
@NullMarked
package althing.node.app.node;

import org.jspecify.annotations.NullMarked;
