/**
 * The Ethereum face: the {@code eth_}, {@code net_}, {@code web3_}, {@code txpool_}, {@code
 * debug_}, {@code ots_} and {@code erigon_} methods, field by field as execution-apis describes
 * them and error by error as clients expect them (docs/json-rpc.md).
 */
@NullMarked
package althing.node.rpc.eth;

import org.jspecify.annotations.NullMarked;
