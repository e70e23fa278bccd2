/**
 * A node's data directory while no node runs on it: look at it, verify it, carry its log elsewhere.
 * Start at {@link althing.node.app.data.DataDirectory}.
 */
@NullMarked
package althing.node.app.data;

import org.jspecify.annotations.NullMarked;
