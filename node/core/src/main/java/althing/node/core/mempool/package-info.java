/**
 * Transactions that wait for a block. {@link althing.node.core.mempool.Intake} turns bytes into
 * transactions with a sender, {@link althing.node.core.mempool.Mempool} keeps them in order.
 */
@NullMarked
package althing.node.core.mempool;

import org.jspecify.annotations.NullMarked;
