/**
 * What the node answers to clients. {@link althing.node.rpc.RpcServer} listens; {@code method} is
 * JSON-RPC without transport; {@code eth} and {@code ledger} are the methods; {@code http} carries
 * them and the plain resources: the event feed, tiles, health and metrics.
 */
@NullMarked
package althing.node.rpc;

import org.jspecify.annotations.NullMarked;
