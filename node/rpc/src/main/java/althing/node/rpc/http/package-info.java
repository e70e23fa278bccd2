/** Requests, sockets and streams on the one port. */
@NullMarked
package althing.node.rpc.http;

import org.jspecify.annotations.NullMarked;
