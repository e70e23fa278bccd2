/**
 * The transport between nodes. Begin with {@link Network}; {@link Connection} is one peer from the
 * first byte to the last, {@link Handshake} how it shows who it is, {@link Outbox} and {@link
 * LaneReader} how messages become frames and come back, {@link Switchboard} who may be connected,
 * and {@link Dialer} how the node stays so.
 */
@NullMarked
package althing.node.network;

import org.jspecify.annotations.NullMarked;
