/**
 * The chain as a running service. {@link althing.node.core.chain.ChainService} is its face; {@link
 * althing.node.core.chain.BlockProducer} builds, judges and commits for the consensus engine.
 */
@NullMarked
package althing.node.core.chain;

import org.jspecify.annotations.NullMarked;
