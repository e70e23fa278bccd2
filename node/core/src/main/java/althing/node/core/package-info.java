/** The chain as a running service: mempool, block production, execution threads. */
@NullMarked
package althing.node.core;

import org.jspecify.annotations.NullMarked;
