/**
 * How nodes tell each other of transactions, and name those in a proposal instead of sending them
 * again. {@link althing.node.core.gossip.TransactionGossip} brings transactions into every mempool
 * (rules GT1 to GT8 in the module's README), {@link althing.node.core.gossip.CompactProposals}
 * takes them from there (rules CP1 to CP7). The messages are in {@code docs/network.md}.
 */
@NullMarked
package althing.node.core.gossip;

import org.jspecify.annotations.NullMarked;
