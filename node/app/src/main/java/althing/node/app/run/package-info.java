/**
 * A node as a process: the parts wired together, started, and stopped without losing anything.
 * Start at {@link althing.node.app.run.RunningNode}.
 */
@NullMarked
package althing.node.app.run;

import org.jspecify.annotations.NullMarked;
