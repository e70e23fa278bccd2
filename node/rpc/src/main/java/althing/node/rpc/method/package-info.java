/**
 * JSON-RPC 2.0 without transport. A {@link althing.node.rpc.method.Method} is a name, typed
 * parameters and code; the {@link althing.node.rpc.method.MethodTable} of all of them is what the
 * {@link althing.node.rpc.method.Dispatcher} runs and what the OpenRPC document and the reference
 * page are made of.
 */
@NullMarked
package althing.node.rpc.method;

import org.jspecify.annotations.NullMarked;
