/** The RPC surface over a node in memory that really executes blocks. */
@NullMarked
package althing.node.rpc;

import org.jspecify.annotations.NullMarked;
