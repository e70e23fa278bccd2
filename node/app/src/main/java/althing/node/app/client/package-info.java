/**
 * The command line as a client of a node: JSON-RPC, keys that sign, receipts that are waited for.
 */
@NullMarked
package althing.node.app.client;

import org.jspecify.annotations.NullMarked;
