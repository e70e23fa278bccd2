/** What this node's peers send, and where it goes. */
@NullMarked
package althing.node.core.peer;

import org.jspecify.annotations.NullMarked;
