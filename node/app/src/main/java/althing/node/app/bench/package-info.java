/**
 * A load generator for any Ethereum JSON-RPC endpoint: transfers signed before the clock starts,
 * counted by the receipts that a client sees. Start at {@link althing.node.app.bench.BenchCommand}.
 */
@NullMarked
package althing.node.app.bench;

import org.jspecify.annotations.NullMarked;
